/** Names that stand for each other, by language: a full name first (those of two words as one), then its short forms. From what is
 *  commonly known. */
const FAMILIES = `
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

josé pepe pepito chepe
josefa pepa pepi fina
josefina pepa fina
maría mari maruja mariquita
maríajesús chus
jesús chuy chus suso
francisco paco pancho curro quico fran cisco
francisca paca paquita paqui fran
ignacio nacho iñaki
guadalupe lupe lupita
dolores lola loli lolita
enrique quique kike
rosario charo chayo
manuel manolo manu lolo
manuela manoli lola
eduardo lalo edu
alejandro jandro alex ale álex
alejandra jandra ale alex sandra
alfonso fonso poncho
alfredo fredo
alberto beto berto
antonio toño antón toni tonio nono
antonia toñi toni
beatriz bea betty
carlos carlitos charly
carmen carmela mamen menchu
catalina cata lina
concepción concha conchi conchita
consuelo chelo
cristina cris tina
cristóbal tobal
daniel dani
diego dieguito
ernesto neto tito
esperanza espe
federico fede
felipe pipe felo
fernando fer nando
gabriela gaby gabi
gerardo gera
gonzalo gonza gon
gregorio goyo
graciela chela
guillermo memo guille
gustavo gus tavo
hernán nano
isabel isa chabela
jaime jimmy
javier javi
joaquín quino ximo
jorge coque
juan juanito juancho
juancarlos juanca
juanmanuel juanma
julián juli
leonardo leo
leticia leti
lorenzo lencho
lourdes lulú
luis lucho güicho
luisa lu
margarita marga rita margo
mercedes merche meche
miguel migue
miguelángel miguelán
montserrat montse
nicolás nico
octavio tavo
pablo pablito
patricia patri paty
pedro perico
pilar pili
rafael rafa
ramón moncho mon
raúl rulo
ricardo richi rica
roberto beto rober tito
rodrigo rodri
salvador chava salva
santiago santi chago yago
sebastián sebas
sergio checo
sofía sofi
soledad sole marisol
susana susi
teresa tere
tomás tomy
valentina vale
verónica vero
vicente chente
victoria viki vicky
yolanda yoli

johannes hannes hans jo jan
johann hans hansi
friedrich fritz fred friedel
josef sepp jupp pepi seppl pepa
joseph sepp jupp jo
heinrich heinz heiner hein
heinz heini
sebastian basti wastl
wilhelm willi willy wim helmi
wilhelmine mina minna
katharina käthe kathi katja kati rina
ulrich uli ulli
ulrike uli ulli rike
alexander alex sascha
alexandra alex sandra
andreas andi andy
angelika geli
anneliese anne liesel
annemarie annemie
anton toni
antonia toni
barbara bärbel babsi
benjamin benni ben
bernhard bernd berni
bernd berni
birgit biggi gitti
brigitte gitte gitti biggi
christian chris krischan
christiane christl jana
christine christl tine chrissi
christoph chris stoffel
claudia claudi
cornelia conny nele
cornelius conny
daniela dani
dieter didi
dietrich dieter
dorothea doro thea dorle
eberhard ebi
edeltraud traudel
eduard edi ede
elfriede elfi friedel
elisabeth lisa lisbeth elsa ilse sissi liesel lisl betti else
emmanuel manu
erich eri
ernst erni
eva evi
ferdinand ferdi
florian flo
franz franzl
franziska franzi sissi ziska
gabriele gabi
georg schorsch jörg jürgen
gerhard gerd gert
gertrud trude traudl
gisela gisi
gottfried friedel
günther günni
günter günni
gustav gustl
hannelore lore hanne
heidemarie heidi
adelheid heidi
helene lene leni
helmut helmi
hermann männe
hildegard hilde
ingeborg inge
irmgard irmi
jakob jockel köbi
jens jensi
joachim jochen achim jo
johanna hanna hanne jo
jonas joni
jürgen jürg
karl kalle charly
karlheinz kalle karlheinz
karoline line lina
klaus klausi
konrad conny kurt
konstantin kosta
kristina tina
leonhard leo hardy
leopold poldi leo
lorenz lenz
ludwig lutz lui
magdalena leni lena magda
manfred manni
manuela manu ela
margarete grete gretel gritt margit
margarethe grete gretel
maria mia mitzi ria mizzi
marianne nanne
markus mark
martina tina
martin martl
matthias matze hias mats
matthäus matze
maximilian max maxi
michael michi michel mike
michaela michi ela
monika moni
nikolaus klaus niko nick
norbert nobby
oskar ossi
otto otti
patrick pat
paulina pauli
petra peti
philipp fips phil
reinhard hardy
reinhold holdi
renate reni nate
richard richi
robert robi
roland roli
rosemarie rosi romy
rosina rosi
rudolf rudi rolf
rüdiger rudi
rupert rupi
sabine bine
siegfried sigi siggi
sieglinde linde
sigrid siggi
simone moni
sophie soffi
stefan steff steffen
stefanie steffi
stephan steff
stephanie steffi
susanne susi sanne
theodor theo
theresia resi
therese resi
thomas tom
tobias tobi
torsten totti
ursula uschi ulla ursel
valentin vali
veronika vroni
viktoria vicki
vinzenz zenz
walburga burgi
walter walli
waltraud traudl
werner wern
wolfgang wolf wolfi

giuseppe beppe peppe pino peppino beppino
giuseppina pina peppina
luigi gigi gino
francesco ciccio franco cecco checco
francesca franca checca
domenico mimmo menico nico
salvatore totò turi salvo totuccio
alessandro sandro ale alex
alessandra sandra ale
antonio toni tonino nino totò
antonietta etta
angelo angiolino
bartolomeo meo bartolo
benedetto benny
carlo carletto
caterina rina cate
concetta tina
costantino tino
cristina cri
daniele dani
davide dado
edoardo edo
elisabetta betta elisa bettina lisa
emanuele manu lele
enrico rico
ernesto erni
federico fede chicco
federica fede
ferdinando nando
filippo pippo
gabriele lele
gaetano tano
gennaro gennarino
giacomo mino
giancarlo gianca
gianluca luca
gianni gio
giovanni gianni nanni vanni gio
giovanna gianna vanna
girolamo momo
giulia giuli
gregorio goro
guglielmo memo
ignazio gnazio
immacolata imma
leonardo leo nardo
lorenzo renzo lollo enzo
lucia luci
ludovico ludo vico
marcello celio
margherita rita ghita marghe
maria mariuccia
massimiliano max massi
massimo max massi
matteo teo
mattia matti
michele lele
nicola nico
nicolò nico
pasquale pasqualino lino
paolo paolino
pietro piero pierino
raffaele lele raffa
raffaella raffa
riccardo ricky
roberto roby robi
sebastiano bastiano seba
sergio sergi
simone simo
stefano ste
teresa resi
tommaso tommi maso
umberto berto
valentina vale
vincenzo enzo cenzo vinci
vittorio vito

małgorzata gosia małgosia margo
katarzyna kasia kaśka kaja
agnieszka aga agusia
aleksandra ola oleńka
aleksander olek alek
jan janek jasiek jaś
joanna asia aśka joasia
stanisław staszek stach staś
stanisława stasia
agata agatka
adam adaś
andrzej jędrek andrzejek
anna ania anka andzia
antoni antek tosiek
barbara basia baśka
bartłomiej bartek
bartosz bartek
bogdan boguś
bogusław bogdan boguś
bolesław bolek
bronisław bronek
czesław czesiek
daniel danek
danuta danka danusia
dariusz darek
dominik domino
dorota dorotka
edward edek
elżbieta ela elka bietka
emilia emilka
eugeniusz gienek genek
ewa ewka
filip filipek
franciszek franek
gabriela gabrysia
grażyna grażka
grzegorz grzesiek grześ
halina halinka
hanna hania
helena hela helenka
henryk heniek
irena irka
iwona iwonka
izabela iza
jacek jacuś
jadwiga jadzia
jakub kuba kubuś
janusz januszek
jarosław jarek
jerzy jurek
józef józek
julia julka
justyna justynka
kamil kamilek
kamila kamilka
karol karolek
karolina karola
kazimierz kazik kazek
klaudia klaudynka
konrad kondzio
konstanty kostek
krystian krystek
krystyna krysia
krzysztof krzysiek krzyś
leszek lesio
lucyna lucynka
ludwik lutek
łukasz łukaszek
maciej maciek
magdalena magda madzia
marcin marcinek
marek mareczek
maria marysia maryla
marian maniek
mariusz mariuszek
mateusz mati
michał michałek misiek
mieczysław mietek
mikołaj mikołajek
mirosław mirek
monika monia
natalia nata
paweł pawełek
patryk patryczek
piotr piotrek piotruś
przemysław przemek
rafał rafałek
renata renia
robert robek
roman romek
ryszard rysiek
sebastian seba
sławomir sławek
szymon szymek
tadeusz tadek
teresa tereska renia
tomasz tomek
urszula ula
wacław wacek
waldemar waldek
wanda wandzia
weronika wera
wiesław wiesiek
wiktor wiktorek
wiktoria wika
witold witek
władysław władek
wojciech wojtek
zbigniew zbyszek
zdzisław zdzisiek
zenon zenek
zofia zosia
zuzanna zuzia
zygmunt zyga

александр саша шура саня сашка алекс олександр
александра саша шура саня
алексей алёша лёша лёха
алина аля
алла аллочка
альберт алик
анастасия настя ася стася
анатолий толя
андрей андрюша
анна аня анюта нюра нюша
антон антоша тоша
антонина тоня
аркадий аркаша
артём тёма артёмка
артур артурчик
борис боря
вадим вадик
валентин валя
валентина валя
валерий валера
валерия лера
варвара варя
василий вася
вера верочка
вероника ника
виктор витя
виктория вика
виталий виталик
владимир вова володя вовочка
владислав влад владик слава
всеволод сева
вячеслав слава
галина галя
геннадий гена
георгий гоша жора егор
григорий гриша
дарья даша дарьюшка
даниил даня данила
денис дениска
дмитрий дима митя
евгений женя
евгения женя
егор егорка гоша
екатерина катя катюша
елена лена алёна
елизавета лиза
ефим фима
жанна жанночка
зинаида зина
зоя зоечка
иван ваня ванька
игорь игорёк
илья илюша
инна инночка
иосиф ося
ирина ира
кирилл кирюша
клавдия клава
константин костя
ксения ксюша
лариса лара
леонид лёня
лидия лида
любовь люба
людмила люда мила люся
маргарита рита марго
марина мариша
мария маша маруся маня
матвей мотя
михаил миша
надежда надя
наталья наташа ната
наталия наташа ната
никита никитка
николай коля
нина ниночка
оксана ксана
олег олежка
олеся леся
ольга оля
павел паша
пётр петя
полина поля
раиса рая
роман рома
руслан руся
светлана света лана
семён сёма
сергей серёжа серый
софия соня
софья соня
станислав стас слава
степан стёпа
тамара тома
татьяна таня
тимофей тима
тимур тима
фёдор федя
филипп филя
элеонора эля
эдуард эдик
юлия юля
юрий юра
яков яша
ярослав ярик слава
олександр сашко сашко олесь
олена оленка лена
дмитро діма митя
володимир вова
михайло мишко
микола коля
катерина катя
наталія наталка
іван івась ваня
петро петрик
григорій гриць
василь василько
юрій юрко
тарас тарасик
богдан бодя
ганна ганя галя
марія марійка
оксана ксеня
ярослав славко
sergey serezha seryozha
sergei serezha seryozha
aleksandr sasha shura sanya
aleksandra sasha shura
aleksei alyosha lyosha
dmitry dima mitya
dmitri dima mitya
dmitriy dima mitya
ekaterina katya katia
yekaterina katya
mikhail misha
maria masha
mariya masha
vladimir vova volodya vlad
ivan vanya
natalya natasha
natalia natasha nata
anastasia nastya
anna anya
yevgeny zhenya
evgeny zhenya
nikolai kolya
nikolay kolya
pavel pasha
tatiana tanya
tatyana tanya
olga olya
yuri yura
konstantin kostya
grigory grisha
boris borya
elena lena
svetlana sveta
stanislav stas slava
vyacheslav slava
yaroslav slava yarik
viktor vitya
vasily vasya
fyodor fedya
oleksandr sasha oles
volodymyr vova
mykola kolya
oleksiy lyosha

joão joãozinho jô jão
antônio toninho tonho toni
luís lula luisinho
luiz lula luizinho
ana aninha
maria mariazinha
carlos carlinhos cadu carlão
josé zé zeca
josécarlos zeca
francisco chico kiko
pedro pedrinho
paulo paulinho
roberto beto
alberto beto
gilberto gil giba
ricardo rico
fernando nando fê
fernanda nanda fê
eduardo edu dudu
leonardo leo léo
rafael rafa
gabriel gabi biel
gabriela gabi
gustavo guga gu
guilherme gui
henrique rique
alexandre xande alê
alexandra xanda alê
sebastião tião
raimundo mundinho
benedito dito
manuel manel manequinho
joaquim quim quinzinho
jorge jorginho
sérgio serginho
marcelo celo
marcos marquinhos
cristina cris
patrícia pati
beatriz bia
isabel bel
isabela bela isa
juliana ju
luciana lu
luiza lu
mariana mari
tatiana tati
vanessa van
teresa tetê
terezinha tetê
vera verinha
wellington tom
ronaldo naldo
rodrigo digo
thiago ti
vinícius vini
augusto guto
daniela dani

élisabeth babette lise babeth élise
elisabeth babette lise babeth
frédéric fred frédo
frédérique fred
dominique dom domi
véronique véro
jeanbaptiste jb jibé
jeanpierre jp jeanpi
jeanpaul jp
jeanclaude jc
jeanfrançois jef
jean jeannot
jeanne jeannette
alexandre alex sacha
alexandra alex
alain al
anne laure annelo
antoine toine titi
benjamin ben benji
bernadette nadette
bertrand bert
catherine cathy cath kate
charlotte cha lotte
christian chris
christophe chris toph
claudine clo
clément clem
clémence clem
corinne coco
daniel dany
danielle dany
denise nini
émilie mimi
emmanuel manu
emmanuelle manu
éric rico
étienne tienou
florence flo
florian flo
francis cis
françois fanfan
françoise fanchon soizic
gabriel gaby
gabrielle gaby
georges jojo
gérard gégé
germaine maimaine
guillaume guigui
hélène léna
henri riri
hervé vévé
isabelle isa zabou belle
jacqueline jackie line
jacques jacquot jacky
jérôme jéjé
joseph jo jojo
joséphine jo fifi
julien juju
juliette ju
laetitia laeti
laurence lolo
laurent lolo
louis loulou
louise loulou
ludovic ludo
madeleine mado
magali mag
marguerite margot
marie mimi manon
marieclaude mc
mathieu math
matthieu math
maurice momo
maxime max
michel mimi mich
michèle mimi
monique momo
nathalie nat nath
nicolas nico
nicole nini
olivier oli
pascal pasca
pascale pasca
patrice pat
patricia pat
patrick pat
paulette popo
philippe phil fifi
pierre pierrot
raphaël raph
raymond momo
rémi rem
robert bob
roger roro
sandrine sand
sébastien seb bastien
simone momone
solange soso
sophie soso
stanislas stan
stéphane steph
stéphanie steph fanny
suzanne suzon
sylvain syl
sylvie syl vivi
théodore théo
thérèse thésou
thierry titi
thomas tom
valérie val
victoire vic
vincent vince
virginie vivi
xavier xav
yves vivi

κωνσταντίνος κώστας ντίνος κωστής
κωνσταντίνα ντίνα κωνσταντίνα
δημήτριος δημήτρης μήτσος μίμης τζίμης
δήμητρα δημητρούλα
ιωάννης γιάννης γιαννάκης
ιωάννα γιάννα
γεώργιος γιώργος γιωργάκης
γεωργία γωγώ
ελένη λένα ελενίτσα λενιώ
αθανάσιος θανάσης νάσος σάκης
αικατερίνη κατερίνα καίτη
κατερίνα καίτη
αλέξανδρος αλέκος αλέξης
αλεξάνδρα αλέκα
αναστάσιος τάσος τασούλης
αναστασία τασούλα νατάσα
ανδρέας ανδρίκος
αντώνιος αντώνης τόνης
απόστολος αποστόλης τόλης λάκης
αριστείδης άρης
βασίλειος βασίλης μπίλης
βασιλική βάσω βίκυ βασούλα
γρηγόριος γρηγόρης
διονύσιος διονύσης
ειρήνη ρένα
ελευθέριος λευτέρης
ελισάβετ λίζα
εμμανουήλ μανώλης μάνος
ευάγγελος βαγγέλης άγγελος
ευαγγελία λίτσα βαγγελιώ εύα
ευστάθιος στάθης
ζαχαρίας ζάχος
ηλίας λιάκος
θεόδωρος θοδωρής
θεοδώρα δώρα
θωμάς θωμάκος
ιάκωβος τζάκης
ιωσήφ σήφης
κυριακή κούλα κική
κυριάκος κούλης
λάμπρος λαμπής
λεωνίδας λέων
λουκάς λουκής
μαργαρίτα ρίτα μάγκη
μαρία μαίρη μαρίκα μαριώ
μιχαήλ μιχάλης
νικόλαος νίκος νικόλας
νικολέττα νίκη
ξενοφών ξένος
παναγιώτης πάνος τάκης γιώτης
παναγιώτα γιώτα πόπη
παρασκευή βούλα εύη βίβιαν
παρασκευάς πάρης
πέτρος πετράκης
σοφία σόφη
σπυρίδων σπύρος
σταύρος σταυράκης
στέφανος στεφανής
στυλιανός στέλιος
στυλιανή στέλλα στέλα
σωτήριος σωτήρης
φίλιππος φίλης
φωτεινή φώφη
φώτιος φώτης
χαράλαμπος μπάμπης χάρης λάμπης
χριστίνα τίνα
χρήστος χρηστάκης
konstantinos kostas dinos
dimitrios dimitris mimis mitsos
ioannis giannis yannis
georgios giorgos yiorgos george
athanasios thanasis nasos
nikolaos nikos
panagiotis panos takis
vasileios vasilis bill
evangelos vangelis
emmanouil manolis manos
charalampos babis haris

lars lasse
margareta greta maggan märta
katarina kajsa kattis katti
christoffer kricke kitte stoffe
anders adde
andreas adde
anna anki
annakarin anki
annkristin anki stina
annika anki
barbro babs babben
birgitta bittan gittan
björn bjössen
carl kalle
karl kalle
christer krille
christian krille
christina kicki stina
daniel danne
elisabet lisa lisbet bettan
elisabeth lisa lisbet bettan
emanuel manne
erik kirre jerka
eva evis
filip fippe
fredrik fredde frippe
gabriel gabbe
gunilla nilla
gunnar gurra
gustav gurra
gustaf gurra
håkan hacke
hans hasse
henrik henke
ingrid inga
jakob jacke
jan janne
jens jenka
joakim jocke
johan jojje janne
johannes jojje hannes
johanna jossan hanna
jonas jonte
jonathan jonte
josefin jossan
karin kajsa
kerstin kicki
kristina kicki stina
kristian krille
kristoffer kricke stoffe
lennart lelle
leonard lelle
ludvig ludde
magdalena malin lena
magnus mange
maria mia maja
marie mia
martin mackan
marcus mackan
markus mackan
mats masse
matilda tilda
mattias matte
maximilian max
mikael micke
monica mona
nils nisse
niklas nicke
niclas nicke
oskar oggie
patrik patte putte
per pelle
peter pelle petter
pontus ponne
rickard ricky
robert robban
rolf roffe
rune rulle
samuel samme
sebastian sebbe
stefan steffe
sten stene
stig stickan
susanne sussi sanna
sven svenne
sofia fia
tobias tobbe
tomas tompa
thomas tompa
torbjörn tobbe
ulf uffe
ulrika ulla
viktor vicke
vilhelm ville
william wille
jørgen jørn
mads mats
rasmus ras
søren sørn
kirsten kis
henriette jette
matti masa
juhani jussi juha
johannes jussi juha hannu
mikael mika
mikko miksu
antti anttoni
heikki henrikki
kaarina kaija
katariina kati kaisa katri
aleksi ale
aleksanteri santeri aleksi
elisabet liisa elli
tuomas tuomo tomi
sebastian sepi
kristiina tiina kirsi
marjatta marja
pekka pete

ferenc feri ferkó
istván pista pisti isti
lászló laci
erzsébet bözsi erzsi zsóka böbe bözsi
andrás andris bandi
anna panni annus
antal tóni
árpád árpi
attila ati
balázs bali
bálint bálintka
béla bélus
dániel dani
dávid dávidka
dezső dezsike
edit editke
elemér elek
endre bandi
eszter eszti
éva évi
ferdinánd nándor
gábor gabi
gabriella gabi
gergely gergő geri
gizella gizi
györgy gyuri
gyula gyuszi
henrik heni
ilona ica ili ilonka
imre imi
ildikó ildi
jános jancsi jani
józsef józsi jóska
judit jutka
júlia juli
julianna juli
kálmán kálmi
károly karcsi
katalin kati kata
klára klári
krisztián krisz
krisztina kriszti
lajos lali
magdolna magdi
margit manci gitta
mária mari marcsi
márton marci
mátyás matyi
mihály misi
miklós miki
mónika móni
nikoletta niki
pál pali
péter peti
piroska piri
róbert robi
rozália rozi
sándor sanyi
sára sári
tamás tomi
terézia teri
tibor tibi
veronika vera
viktor viki
viktória viki
vilmos vili
zoltán zoli
zsófia zsófi
zsolt zsolti
zsuzsanna zsuzsi zsuzsa

jiří jirka jura
josef pepa pepík jožka
jan honza jenda
alena alenka
aleš alda
alexandr saša
alžběta běta bětka
anna anička andula
antonín tonda tonik
barbora bára barča
bedřich béďa
bohumil bohouš
bohuslav bohouš
božena boženka
čeněk čenda
dagmar dáša
daniel dan
david dáda
eduard eda
eliška eli
emil emilek
františek franta fanda
hana hanka
helena helča
irena irenka
ivana ivanka
jakub kuba
jaroslav jarda
jaroslava jarka
jindřich jindra
jiřina jiřka
karel kája
kateřina katka káča
ladislav láďa
lenka leni
libuše libuška
lubomír luboš
ludmila lída
lukáš luky
magdaléna magda majda
marek mára
marie mařenka maruška
markéta markét
martin máťa
matěj máťa
michal míša
miloslav míla
miroslav mirek míra
monika monča
oldřich olda
ondřej ondra
pavel pája
pavla pavlínka
petr péťa
radek ráďa
rostislav rosťa
rudolf ruda
stanislav standa
štěpán štěpa
tereza terka
tomáš tom
václav vašek venca
věra věrka
veronika verča
viktor vik
vilém vilda
vladimír vláďa
vlastimil vlasta
vojtěch vojta
zdeněk zdenda
zdeňka zdena
zuzana zuzka
ján jano janko
jozef jožo
juraj ďuro
katarína katka
peter peťo
štefan števo
vladimír vlado
alexandru alex sandu
constantin costi costel
dumitru mitică
gheorghe gigi ghiță
elena lenuța ileana
ion ionel nelu
ioan ionel nelu
mihai mișu mihăiță
nicolae nicu nelu
ștefan fane
vasile vasilică
ana anca
maria mărioara
ivan ivo ivica
josip joža joso jozo
marija mara marica
nikola niko
stjepan stipe štef
tomislav tomo
zvonimir zvonko
vladimir vlado
dragan draganče
aleksandar saša aco
milan mile
slobodan boban
katarina kata
jelena jela
mehmet memo
mustafa musti mıstık
ibrahim ibo
ismail isma
süleyman sülo
abdullah apo
hüseyin hüso
hasan haso
fatma fatoş
ayşe ayşecik
emine emoş
zeynep zeyno
elif elifcik
ali alişko

cornelis cees kees cor
johannes jan hans johan joop
johanna jo anneke hanneke
hendrik henk hein rik
hendrika riek rika
wilhelmus wim willem
wilhelmina willemijn mien mina
willem wim pim
jacobus jaap koos jacob
jacob jaap coby
petrus piet peter
pieter piet
gerardus gerard gerrit
gerrit gert
antonius ton toon anton
antonia toos
adrianus adri arie ad
adriana adri jana
franciscus frans
franciscus cis
elisabeth els lies betty bep
maria marie ria mieke miep
margaretha greet greetje griet gretha
catharina toos trijn cathy kaatje ina
leonardus leo leen
martinus tinus maarten
theodorus theo dirk dorus
nicolaas nico klaas
matthijs thijs
mathias thijs
bartholomeus bart
sebastiaan bas
christiaan chris
alexander alex sander lex
lodewijk lode lo
laurens lau
augustinus guus stijn
constantijn stijn

ahmed hamada
mohamed hamada mimo
mohammad mo moh
mahmoud hooda
mustafa darsh
khaled khalloud
ibrahim bibo hima
youssef joe jo
fatima fatoum fatma
zainab zuzu zeina
maryam maro
abdelrahman abdo
abdulrahman abdo
abdullah abdo aboud
yosef yossi
yossef yossi
yitzhak itzik
yitzchak itzik
yaakov kobi
avraham avi rami
abraham avi
moshe moishe moshiko
shlomo shlomi
david dudi dudu
shimon shimi
menachem meni
benjamin benny
binyamin benny bini
miriam miri
yehuda yudi
yehudit dita
shoshana shosh
daniel dani
michael miki
יוסף יוסי
יצחק איציק
יעקב קובי
אברהם אבי רמי
משה מוישה
שלמה שלומי
דוד דודי דודו
שמעון שימי
בנימין בני ביבי
מרים מירי
יהודה יודי
שושנה שוש
אליהו אלי
רפאל רפי
מרדכי מוטי
גבריאל גבי
נתנאל נתי
`

const families = new Map<string, Map<string, number>>()

/** Other names by which people may go who go by `name` (folded), with how far off they are, 0 to 1: its full names and its own
 *  short forms by how usual they are, then other short forms of its full names. */
export function nicknamesOf(name: string, fold: (text: string) => string): ReadonlyMap<string, number> {
  if (families.size === 0) fill(fold)
  return families.get(name) ?? NONE
}

const NONE: ReadonlyMap<string, number> = new Map()
const SIBLINGS = 0.5

function fill(fold: (text: string) => string): void {
  for (const line of FAMILIES.split('\n')) {
    if (line === '') continue
    const all = fold(line).split(' ')
    all.forEach((name, n) => {
      const known = families.get(name) ?? new Map<string, number>()
      families.set(name, known)
      all.forEach((other, m) => {
        const far = (n === 0 || m === 0 ? 0 : SIBLINGS) + Math.min(n + m, 25) / 50
        if (other !== name) known.set(other, Math.min(far, known.get(other) ?? 1))
      })
    })
  }
}
