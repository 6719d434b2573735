export const ITALIAN = `
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
`
