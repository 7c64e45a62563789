# The guest ends the machine by its debug exit port.
connect
tbreak machine_exit
continue
print code
continue
info threads
refused monitor when
