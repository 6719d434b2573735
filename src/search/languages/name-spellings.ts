/** Spellings of one name, among them the official ones of Russian, Ukrainian and Belarusian passports. Collected from common
 *  knowledge. */
export const SPELLINGS_OF_NAMES = `
john jon
sara sarah
stephen steven
catherine katherine catharine katharine kathryn cathryn
marc mark
eric erik erick
philip phillip
geoffrey jeffrey jeffery
sean shawn shaun
siobhan shevaun chevonne shivaun
ciaran kieran kieron
eoghan owen eoin euan ewan
caoimhe keeva
niamh neve
roisin rosheen
aoife eefa
sinead shinade
grainne grania
maeve meave medb
neil neal
jacob jakob
zoe zoey
brian bryan
carl karl
claire clare
deborah debra
isabel isabelle
lynn lynne
nicholas nicolas nikolas
rachel rachael
sophia sofia sofiia sofiya
sophie sofie
teresa theresa
vivian vivien
aidan aiden
anne ann
alan allan allen
lawrence laurence
stuart stewart
elisabeth elizabeth
elliot elliott
louis lewis
matthew mathew
graham graeme
frederick frederic
jonathan jonathon johnathan
tony toni
christina kristina cristina khrystyna
christine kristine
christopher kristopher
kristin kristen
thomas tomas
margaret margret
susanna susannah
hanna hannah
katelyn kaitlyn caitlin
michele michelle
mohammed mohammad mohamed mohamad muhammad muhammed muhamad muhamed mohamet mohd muhd md mohammod mouhamed mohammade
mahmoud mahmud mahmood
ahmed ahmad ahmet ahamed
hussein husain hussain hossein hussien hossain
hassan hasan
yusuf yousef youssef yusef yousuf yosef
ibrahim ebrahim brahim ibraheem
ismail ismael esmail ismaeel
ali aly
omar umar
othman osman uthman usman ousmane
khalid khaled
fatima fatimah fatma fatema fathima
aisha aysha ayesha aicha
maryam mariam meryem
zainab zaynab zeinab zeynep
khadija khadijah hatice
jamal gamal djamel
karim kareem
rashid rasheed rachid
said saeed sayed sayeed
salim saleem selim
tariq tarek tarik
faisal faysal feisal
hamid hameed
majid majeed
nasser nasir naser
mustafa mostafa mustapha moustafa
sulaiman suleiman soliman suleyman sulayman
noor nour nur
layla leila leyla laila
samir sameer
walid waleed
amin ameen
abubakar abubakr aboubakar
sergey sergei serhii serhiy sergiy siarhei sergii serge sergej
nikolai nikolay mykola mikalai nikolaj mikola nicolai
julia yulia iuliia yuliya yuliia juliya iulia
andrey andrei andrii andriy andrej
alexander aleksandr aleksander oleksandr aliaksandr alexandr alexandre alexandru aleksandar
alexandra aleksandra oleksandra aliaksandra
alexey aleksey alexei aleksei oleksii oleksiy aliaksei alexej
dmitry dmitri dmitriy dmitrii dmytro dzmitry dimitri dmitrij dmitro
mikhail mykhailo mikhailo mykhaylo mihail michail mihaylo
vladimir volodymyr uladzimir wladimir vladymyr
eugene evgeny evgeniy yevgeny yevgeni evgenii evgeni yevhen yevhenii yauhen yauheni evgenij eugene yevgeniy
evgenia evgeniya yevgenia yevheniia yauheniya
ekaterina yekaterina kateryna katerina katsiaryna jekaterina
elena yelena olena alena jelena
irina iryna irena
natalia natalya nataliia nataliya natallia natalja
tatiana tatyana tetiana tatsiana tetyana tatjana
anna ganna
olga olha volha
svetlana svitlana sviatlana swetlana
ludmila lyudmila liudmila liudmyla lyudmyla ljudmila
lubov lyubov liubov
nadezhda nadiia nadiya
victoria viktoria viktoriia viktoriya viktoryia
victor viktor
maria mariia mariya maryia marija
anastasia anastasiia anastasiya anastasija
elizaveta yelizaveta yelyzaveta lizaveta elisaveta
daria dariia dariya darya daryia darja
ksenia kseniia kseniya xenia ksenija
eugenia evheniia
pavel pavlo
peter petr pyotr petro piotr
vasily vasiliy vasilii vasyl vasil wassili
yuri yury yurii yuriy iurii juri jurij iuri
igor ihor ihar
oleg oleh aleh
grigory grigoriy grigorii hryhorii gregory ryhor
georgy georgiy georgii heorhii heorhiy georgi
konstantin kostiantyn kanstantsin kostyantyn constantin
anatoly anatoliy anatolii anatoli anatol
vitaly vitaliy vitalii vitali
valery valeriy valerii valeri
valeria valeriia valeriya
bogdan bohdan
yaroslav iaroslav yaraslau jaroslav
vyacheslav viacheslav viachaslau wjatscheslaw
maxim maksim maksym maksim
nikita mykyta mikita
ilya illia ilia illya ilja
artem artyom artsiom
daniil danylo danil danilo
timofey tymofii timofei tymofiy
fyodor fedir fedor feodor theodor
semyon semen simeon
matvey matvii matvei
roman raman
denis denys dzianis
kirill kyrylo kiryl cyril
ruslan rouslan
leonid leanid
gleb hlib
zhanna zhana jeanne janna
ivan iwan
stepan stsiapan
lev lew
яна яніна
сергей сергій сяргей
николай микола мікалай
юлия юлія
андрей андрій андрэй
александр олександр аляксандр
алексей олексій аляксей
дмитрий дмитро дзмітрый
михаил михайло міхаіл
владимир володимир уладзімір
eugene евгений євген яўген
екатерина катерина кацярына
елена олена алена
ирина ірина ірына
наталья наталия наталія наталля
татьяна тетяна таццяна
анна ганна
ольга вольга
светлана світлана святлана
людмила людміла
надежда надія надзея
виктория вікторія вікторыя
виктор віктор
мария марія марыя
павел павло павал
пётр петро пятро
василий василь васіль
юрий юрій юрый
игорь ігор ігар
олег алег
григорий григорій рыгор
георгий георгій
константин костянтин канстанцін
богдан багдан
максим максім
никита микита мікіта
илья ілля ілья
артём артем арцём
даниил данило даніла
фёдор федір фёдар
денис дзяніс
кирилл кирило кірыл
`
