/*
 * The most that one core does with vectors of 128 bits: products and sums that are nowhere but in
 * registers, ten of them on their way at a time. Prints GFLOP/s of processor time, the best round.
 *
 *     cc -O2 -ffp-contract=off bench/ceiling.c -o build/ceiling && build/ceiling
 */
#include <stdio.h>
#include <time.h>

typedef float lanes __attribute__((vector_size(16)));

enum { SUMS = 10, REPEATS = 4000000, ROUNDS = 15 };

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec + now.tv_nsec * 1e-9;
}

/* What the compiler may not look through, so that it computes every product. */
#define OPAQUE(x) __asm__ volatile("" : "+x"(x))

int main(void) {
  lanes s[SUMS], x = {1.1f, 0.9f, 1.2f, 0.8f}, y = {0.5f, 0.25f, 0.125f, 1.0f};
  double best = 0;
  for (int i = 0; i < SUMS; i++) s[i] = x * (float)i;
  for (int round = 0; round < ROUNDS; round++) {
    double start = seconds();
    for (int repeat = 0; repeat < REPEATS; repeat++) {
#pragma GCC unroll 10
      for (int i = 0; i < SUMS; i++) {
        lanes product = x;
        OPAQUE(product);
        s[i] += product * y;
      }
    }
    double rate = 8.0 * SUMS * REPEATS / (seconds() - start) * 1e-9;
    if (rate > best) best = rate;
  }
  lanes total = s[0];
  for (int i = 1; i < SUMS; i++) total += s[i];
  if (total[0] == 0.12345f) puts("never");
  printf("%.1f\n", best);
  return 0;
}
