export const CZECH = `
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
`
