export const HEBREW = `
yosef yossi
yossef yossi
yitzhak itzik
yitzchak itzik
yaakov kobi
avraham avi rami
abraham avi
moshe moishe moshiko
shlomo shlomi
david dudi dudu
shimon shimi
menachem meni
benjamin benny
binyamin benny bini
miriam miri
yehuda yudi
yehudit dita
shoshana shosh
daniel dani
michael miki
יוסף יוסי
יצחק איציק
יעקב קובי
אברהם אבי רמי
משה מוישה
שלמה שלומי
דוד דודי דודו
שמעון שימי
בנימין בני ביבי
מרים מירי
יהודה יודי
שושנה שוש
אליהו אלי
רפאל רפי
מרדכי מוטי
גבריאל גבי
נתנאל נתי
`
