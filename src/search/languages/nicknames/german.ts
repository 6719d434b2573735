export const GERMAN = `
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
`
