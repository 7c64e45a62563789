# A 32-bit file makes gdb prefer its architecture at the door for 16-bit code; the user has the last word.
connect
show architecture
info registers eip
set architecture i8086
x/2i $pc
stepi
info registers eip
