export const RUSSIAN_IN_LATIN = `
sergey serezha seryozha
sergei serezha seryozha
aleksandr sasha shura sanya
aleksandra sasha shura
aleksei alyosha lyosha
dmitry dima mitya
dmitri dima mitya
dmitriy dima mitya
ekaterina katya katia
yekaterina katya
mikhail misha
maria masha
mariya masha
vladimir vova volodya vlad
ivan vanya
natalya natasha
natalia natasha nata
anastasia nastya
anna anya
yevgeny zhenya
evgeny zhenya
nikolai kolya
nikolay kolya
pavel pasha
tatiana tanya
tatyana tanya
olga olya
yuri yura
konstantin kostya
grigory grisha
boris borya
elena lena
svetlana sveta
stanislav stas slava
vyacheslav slava
yaroslav slava yarik
viktor vitya
vasily vasya
fyodor fedya
oleksandr sasha oles
volodymyr vova
mykola kolya
oleksiy lyosha
`
