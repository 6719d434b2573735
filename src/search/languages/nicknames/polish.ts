export const POLISH = `
małgorzata gosia małgosia margo
katarzyna kasia kaśka kaja
agnieszka aga agusia
aleksandra ola olka oleńka
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
`
