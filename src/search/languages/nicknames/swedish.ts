export const SWEDISH = `
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
`
