# Stops for things that happen, named; each is seen from its first moment on.
connect
monitor catch nmi
monitor catch
continue
x/i $pc
backtrace 3
reverse-continue
continue
monitor catch off
monitor catch patch
continue
x/i $pc
continue
reverse-continue
monitor catch off
monitor seek end
maintenance flush register-cache
monitor catch cr3
monitor catch ipi
continue
monitor catch off
monitor catch vector #BP
continue
x/i $pc
monitor catch off
tbreak text_poke_live
continue
monitor catch mce
monitor inject mce 2
continue
thread
monitor catch off
refused monitor catch nonsense
refused monitor catch vector 999
