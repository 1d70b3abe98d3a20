static void tab_trainer_add(const float *a, const float *b, int length, float *y)
{
  int i;
  for (i = 0; i < length; i++) y[i] = a[i] + b[i];
}
