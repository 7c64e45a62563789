# Nothing would ever stop this guest but the user.
connect
continue
print $_thread > 0
monitor info sites
kill
