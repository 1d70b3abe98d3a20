/* One value of a convolution: the sum over a window, for the kernel of one filter. */
static float tab_trainer_sum(const float *x, const struct tab_trainer_window *w, int row, int col,
                             const tab_trainer_weight *kernel)
{
  float sum = 0.0f;
  int u, v, c;
  for (u = 0; u < w->size; u++) {
    const int i = row * w->stride + u - w->top;
    if (i < 0 || i >= w->height) continue;
    for (v = 0; v < w->size; v++) {
      const int j = col * w->stride + v - w->left;
      if (j >= 0 && j < w->width) {
        const float *pixel = x + (i * w->width + j) * w->channels;
        const tab_trainer_weight *weights = kernel + (u * w->size + v) * w->channels;
        for (c = 0; c < w->channels; c++) sum += (float)weights[c] * pixel[c];
      }
    }
  }
  return sum;
}

/* A convolution, or with a single pixel a dense layer: kernel [filters][size][size][channels]. */
static void tab_trainer_conv(const float *x, const struct tab_trainer_window *w, const tab_trainer_weight *kernel,
                             const float *scale, const float *bias, tab_trainer_function function, float *y)
{
  const int length = w->size * w->size * w->channels;
  int i, j, f, a, b;
  for (i = 0; i < w->rows; i += w->pool) {
    for (j = 0; j < w->cols; j += w->pool) {
      for (f = 0; f < w->filters; f++) {
        float best = 0.0f;
        for (a = 0; a < w->pool; a++) {
          for (b = 0; b < w->pool; b++) {
            float value = tab_trainer_sum(x, w, i + a, j + b, kernel + f * length);
            value = (scale ? scale[f] * value : value) + bias[f];
            if (function) value = function(value);
            if ((a == 0 && b == 0) || value > best) best = value;
          }
        }
        *y++ = best;
      }
    }
  }
}
