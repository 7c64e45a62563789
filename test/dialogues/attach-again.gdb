# In extended mode gdb stays connected when it detaches, and attaches again.
connect-extended
tbreak text_poke_live
continue
detach
info threads
refused monitor when
refused attach 2
attach-somewhere
tbreak text_poke_live
continue
kill
