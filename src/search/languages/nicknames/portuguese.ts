export const PORTUGUESE = `
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
`
