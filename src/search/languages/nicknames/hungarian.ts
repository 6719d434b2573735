export const HUNGARIAN = `
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
`
