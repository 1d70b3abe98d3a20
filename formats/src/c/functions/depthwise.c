/* A convolution of each channel by itself: kernel [size][size][channels]. */
static void tab_trainer_depthwise(const float *x, const struct tab_trainer_window *w, const tab_trainer_weight *kernel,
                                  const float *scale, const float *bias, tab_trainer_function function, float *y)
{
  int row, col, c, u, v;
  for (row = 0; row < w->rows; row++) {
    for (col = 0; col < w->cols; col++) {
      for (c = 0; c < w->channels; c++) {
        float sum = 0.0f;
        for (u = 0; u < w->size; u++) {
          const int i = row * w->stride + u - w->top;
          if (i < 0 || i >= w->height) continue;
          for (v = 0; v < w->size; v++) {
            const int j = col * w->stride + v - w->left;
            if (j < 0 || j >= w->width) continue;
            sum += (float)kernel[(u * w->size + v) * w->channels + c] * x[(i * w->width + j) * w->channels + c];
          }
        }
        sum = (scale ? scale[c] * sum : sum) + bias[c];
        *y++ = function ? function(sum) : sum;
      }
    }
  }
}
