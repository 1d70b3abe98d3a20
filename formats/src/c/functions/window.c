/* How windows slide over a map, and how large the squares of them are of which only the largest value counts. */
struct tab_trainer_window {
  int height, width, channels;
  int size, stride, top, left;
  int rows, cols, filters;
  int pool;
};

/* What is done to each value that comes out; 0 for nothing. */
typedef float (*tab_trainer_function)(float);
