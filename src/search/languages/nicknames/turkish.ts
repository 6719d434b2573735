export const TURKISH = `
mehmet memo
mustafa musti mıstık
ibrahim ibo
ismail isma
süleyman sülo
abdullah apo
hüseyin hüso
hasan haso
fatma fatoş
ayşe ayşecik
emine emoş
zeynep zeyno
elif elifcik
ali alişko
`
