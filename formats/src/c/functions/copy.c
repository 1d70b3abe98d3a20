static void tab_trainer_copy(const float *x, int length, float *y)
{
  int i;
  for (i = 0; i < length; i++) y[i] = x[i];
}
