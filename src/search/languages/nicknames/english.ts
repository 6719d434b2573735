export const ENGLISH = `
alexander alex al alec alick sandy xander lex sasha
alexandra alex alexa lexi lexie sandra sandy sasha ali
abigail abby abbie gail
abraham abe bram
adelaide addie ada
agnes aggie
albert al bert bertie
alfred alf alfie fred freddie
alice ali ally allie
alison ali ally allie
allan al
allen al
alvin al
amanda mandy manda
amelia amy millie mia
andrea andi drea
andrew andy drew dru
angela angie ange
ann annie anna nan nancy
anna annie ann nan
annabelle anna belle
anne annie nan nancy
anthony tony ant anton
antonia toni tonia
archibald archie
arnold arnie
arthur art artie
augustus gus augie
barbara barb barbie babs bobbie
bartholomew bart
beatrice bea trixie
benedict ben
benjamin ben benny benji benjy
bernadette bernie
bernard bernie barney
bertram bert
beverly bev
beverley bev
bradford brad
bradley brad
brandon bran
brendan bren
brian bri
bridget bridie biddy
brittany britt
broderick rick brody
caitlin cait
calvin cal
cameron cam
camilla millie cami
candace candy
carl charlie
carol carrie
caroline carrie caro caz lina
carolyn carrie lyn
cassandra cass cassie sandra
catharine cathy kate kathy katie
catherine cathy kate katie cat kathy cath kit kitty
cecilia cissy celia
charles charlie chuck chas chaz chip
charlotte charlie lottie char
chester chet
christian chris
christina chris tina chrissy chrissie christie tina
christine chris tina chrissy chrissie christie
christopher chris kit topher kris
cindy cynthia
clara claire
clarence clare
clifford cliff
clinton clint
constance connie
cordelia delia
cornelius neil corny
courtney court
curtis curt
cynthia cindy cyndi
cyrus cy
daniel dan danny
danielle dani
darrell darry
david dave davey davy
deborah deb debbie debby
debra deb debbie
deirdre dee
dennis den denny
derrick rick
desmond des
diana di
diane di
dominic dom nick
donald don donnie donny
donna don
dorothy dot dottie dolly dodie dora
douglas doug dougie
dwight ike
edgar ed eddie
edith edie
edmund ed eddie ned ted
edward ed eddie ned ted teddy eddy
edwin ed eddie
eileen lena
eleanor ellie nell nora ella nellie lenore
elias eli
elijah eli
elizabeth liz beth betty eliza lizzie libby lisa elsie bess betsy lizbeth ellie
ellen ellie nell nellie
emily em emmy millie
emma em emmy
emmanuel manny
ernest ernie
esther essie
ethel eth
eugene gene
evelyn eve evie
ezekiel zeke
fiona fi
florence flo flossie
frances fran frankie fanny
francis frank fran frankie
franklin frank
frederica freddie rica
frederick fred freddie freddy fritz
gabriel gabe
gabrielle gabby gabi elle
genevieve gen jenny viv
geoffrey geoff jeff
george georgie
georgia georgie
georgina georgie gina
gerald gerry jerry
gerard gerry jerry
gertrude trudy gert gertie
gilbert gil bert
gillian gill jill jilly
gladys glad
gordon gord
graham gray
gregory greg gregg
gretchen greta
guinevere gwen
gustav gus
gwendolyn gwen wendy
hannah hanna nan
harold harry hal
harriet hattie
harrison harry
harvey harv
heather hettie
helen nell nellie lena
henrietta hetty etta
henry hank harry hal
herbert herb bert
herman herm
hilary hil
hillary hil
howard howie
hubert hugh bert
humphrey hump
ignatius iggy
imogen immy
irene rene
isaac ike zac
isabel izzy bel bella belle
isabella bella izzy bel belle
isadora izzy dora
isaiah zay
jack jackie
jackson jack
jacob jake jay
jacqueline jackie jacqui
james jim jimmy jamie jem
jane janie jenny
janet jan
janice jan
jasmine jas jazz
jason jay jase
jean jeannie
jeffrey jeff
jeffery jeff
jennifer jen jenny jenn
jeremiah jerry
jeremy jerry jem
jerome jerry
jessica jess jessie
jill jilly
jillian jill
joan joanie
joann jo
joanna jo joan
joanne jo
jocelyn joss
johanna jo
john jack johnny jackie jock
jonah joe
jonathan jon jonny nathan johnny
jordan jordy
joseph joe joey jo
josephine jo josie fifi
joshua josh
joyce joy
judith judy jude
julia julie jules
julian jules
juliet jules
justin jus
karen kari
katelyn kate
katharine kate kathy katie kat kay kit kitty
katherine kate kathy kat katie kitty kay kit kath
kathleen kathy kate katie kath kay
kathryn kate kathy katie kat kath
keith keefe
kelly kel
kelvin kel
kendall ken kenny
kenneth ken kenny
kent ken
kevin kev
kimberly kim kimmy
kimberley kim
kristen kris
kristin kris
kristina kris tina
kristine kris
kristopher kris
kyle ky
lancelot lance
laura laurie lori
lauren laurie
laurence larry laurie
lawrence larry laurie lars
leah lea
leonard leo len lenny
leonardo leo
leopold leo
leroy roy
leslie les
lester les
lewis lew lou
lillian lily lil
lilian lily lil
linda lin lindy
lindsay lin
lionel leo
louis lou louie
louisa lou
louise lou lulu
lucas luke
lucille lucy lou
lucinda lucy cindy
luther lou
lydia liddy
lynette lynn
mackenzie mac kenzie
madeleine maddie maddy
madeline maddie maddy
magdalena lena maggie
malcolm mal
marcus mark marc
margaret maggie meg peggy marge margie greta rita daisy madge peg mags
marianne mary anne
marilyn mary
marjorie marge margie
martha marty mattie
martin marty
martina tina
marvin marv
mary molly polly mamie may
mathew matt matty
matilda tilly mattie tilda
matthew matt matty
maureen mo
maurice mo maury
maximilian max
maxwell max
megan meg
melanie mel
melinda mindy mel
melissa missy mel lissa
melvin mel
mercedes mercy
meredith merry
michael mike mick mickey micky mikey mitch
michaela kayla micky
michelle shelly mich chelle
mildred millie
millicent millie
miranda mandy
miriam miri mimi
mitchell mitch
mohammed mo
mohamed mo
muhammad mo
molly moll
monica mon
morris mo
mortimer mort
moses mo
nancy nan
naomi nomi
natalie nat
natasha tasha nat
nathan nate nat
nathaniel nate nat nathan
neil neal
nicholas nick nicky nico klaus
nicola nicky
nicole nicky nic
nigel nige
noel noelle
nora norah
norman norm
octavia tavia
oliver ollie oli
olivia liv livvy ollie
oscar oz ossie
oswald oz ozzie
pamela pam
patricia pat patty trish tricia patsy pattie
patrick pat paddy
paul pauly
paula polly
pauline polly
penelope penny
percival percy
peter pete
philip phil pip
phillip phil pip
philippa pippa
phyllis phyl
priscilla prissy cilla
prudence prue
rachel rach rae
ralph rafe
randall randy
randolph randy
raphael raph rafa
raymond ray
rebecca becky becca bex beck
regina gina reggie
reginald reg reggie
rhoda ro
richard rick dick rich richie ricky rik
robert bob rob bobby robbie bert robin
roberta bobbie robbie berta
roderick rod rick
rodney rod
roger rodge
roland rollo
ronald ron ronnie ronny
ronan ro
rosalind roz rosie
rosamund roz rosie
rose rosie
rosemary rose rosie romy
roxanne roxy
rudolph rudy
rudolf rudi rolf
rupert rupe
russell russ rusty
ruth ruthie
ryan ry
sabrina brina
samantha sam sammy
samuel sam sammy
sandra sandy
sarah sally sadie sar
saul solly
scott scotty
sebastian seb bas basti
seymour sy
sharon shaz
shaun shauny
sheila shell
sheldon shel
shirley shirl
sidney sid
sydney syd
silvester sly
simon si
solomon sol solly
sophia sophie soph
sophie soph
spencer spence
stacey stace
stanley stan
stella stell
stephanie steph stephie fanny
stephen steve stevie
steven steve stevie
stewart stew stu
stuart stu
susan sue susie suzie suzy
susanna sue susie suzy sanna
susannah sue susie suzy
suzanne sue susie suzy
sylvester sly
sylvia syl
tabitha tabby
tamara tammy tam
tanya tan
terence terry tel
terrence terry
teresa terry tess tessa tracy
theodore ted teddy theo
theodora thea dora
theresa terry tess tessa tracy
thomas tom tommy thom
tiffany tiff
timothy tim timmy
tobias toby
travis trav
trevor trev
tristan tris
tyler ty
ulysses uly
ursula ursie
valentina val tina
valentine val
valerie val
vanessa nessa ness
vernon vern
veronica ronnie vera roni nica
victor vic
victoria vicky tori vic vicki toria
vincent vince vinny vin vinnie
viola vi
violet vi
virginia ginny ginger
vivian viv
vivien viv
walter walt wally wat
warren waz
wayne way
wendy wen
wesley wes
wilfred will wilf fred
wilhelmina mina willa billie wilma
william bill will billy willy liam wills willie
winifred winnie freda
winston win
woodrow woody
yvonne von vonnie
zachariah zach zack zac
zachary zach zack zac
zoe zo
`
