/* Lets a program believe that it is earlier: by the seconds that stand in the file CLOCK_BEHIND. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>

static volatile long *behind(void) {
  static volatile long *shared;
  static long none;
  if (!shared) {
    int file = open(getenv("CLOCK_BEHIND"), O_RDONLY);
    void *page = file < 0 ? MAP_FAILED : mmap(0, sizeof(long), PROT_READ, MAP_SHARED, file, 0);
    shared = page == MAP_FAILED ? &none : page;
  }
  return shared;
}

int clock_gettime(clockid_t which, struct timespec *now) {
  static int (*real)(clockid_t, struct timespec *);
  if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  int failed = real(which, now);
  if (!failed && which == CLOCK_REALTIME) now->tv_sec -= *behind();
  return failed;
}

int gettimeofday(struct timeval *now, void *zone) {
  struct timespec at;
  int failed = clock_gettime(CLOCK_REALTIME, &at);
  now->tv_sec = at.tv_sec;
  now->tv_usec = at.tv_nsec / 1000;
  return failed;
}

time_t time(time_t *now) {
  struct timespec at;
  clock_gettime(CLOCK_REALTIME, &at);
  if (now) *now = at.tv_sec;
  return at.tv_sec;
}
