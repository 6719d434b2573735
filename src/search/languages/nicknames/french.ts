export const FRENCH = `
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
`
