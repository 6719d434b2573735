export const SPANISH = `
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
`
