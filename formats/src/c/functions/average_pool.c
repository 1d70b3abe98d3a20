/* The mean of each window and channel. */
static void tab_trainer_average_pool(const float *x, const struct tab_trainer_window *w, float *y)
{
  int row, col, c, u, v;
  for (row = 0; row < w->rows; row++) {
    for (col = 0; col < w->cols; col++) {
      for (c = 0; c < w->channels; c++) {
        const float *first = x + (row * w->stride * w->width + col * w->stride) * w->channels + c;
        float sum = 0.0f;
        for (u = 0; u < w->size; u++) {
          for (v = 0; v < w->size; v++) {
            sum += first[(u * w->width + v) * w->channels];
          }
        }
        *y++ = sum / (float)(w->size * w->size);
      }
    }
  }
}
