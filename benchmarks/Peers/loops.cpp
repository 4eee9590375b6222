// Batch normalization as plain loops that a compiler turns into vectors, summing in float or in double. The values are
// [outer, channels, inner]: inner is the number of positions where the channels are first, and 1 where they are last.
#include <cmath>
#include <cstdint>
#include <vector>

namespace {

struct Shape { int64_t outer, channels, inner; };

void map(const float *__restrict x, float *__restrict y, Shape s, const float *__restrict mean, const float *__restrict scale,
         const float *__restrict bias) {
    if (s.inner == 1) {
        for (int64_t row = 0; row < s.outer; row++, x += s.channels, y += s.channels)
            for (int64_t c = 0; c < s.channels; c++)
                y[c] = (x[c] - mean[c]) * scale[c] + bias[c];
        return;
    }
    for (int64_t row = 0; row < s.outer; row++)
        for (int64_t c = 0; c < s.channels; c++, x += s.inner, y += s.inner) {
            const float m = mean[c], k = scale[c], b = bias[c];
            for (int64_t i = 0; i < s.inner; i++)
                y[i] = (x[i] - m) * k + b;
        }
}

template <typename Sum>
void forward(const float *__restrict x, float *__restrict y, Shape s, float epsilon, float *__restrict mean, float *__restrict scale) {
    std::vector<Sum> sums(s.channels), squares(s.channels);
    Sum *__restrict sum = sums.data(), *__restrict square = squares.data();
    const float *value = x;
    if (s.inner == 1)
        for (int64_t row = 0; row < s.outer; row++, value += s.channels)
            for (int64_t c = 0; c < s.channels; c++) {
                const Sum v = value[c];
                sum[c] += v;
                square[c] += v * v;
            }
    else
        for (int64_t row = 0; row < s.outer; row++)
            for (int64_t c = 0; c < s.channels; c++, value += s.inner) {
                Sum one = 0, two = 0;
                for (int64_t i = 0; i < s.inner; i++) {
                    const Sum v = value[i];
                    one += v;
                    two += v * v;
                }
                sum[c] += one;
                square[c] += two;
            }
    const Sum count = s.outer * s.inner;
    std::vector<float> bias(s.channels);
    for (int64_t c = 0; c < s.channels; c++) {
        const Sum center = sum[c] / count;
        mean[c] = center;
        scale[c] = 1 / std::sqrt(square[c] / count - center * center + epsilon);
    }
    map(x, y, s, mean, scale, bias.data());
}

template <typename Sum>
void backward(const float *__restrict x, const float *__restrict dy, float *__restrict dx, Shape s, const float *__restrict mean,
              const float *__restrict scale) {
    std::vector<Sum> sums(s.channels), products(s.channels);
    Sum *__restrict sum = sums.data(), *__restrict product = products.data();
    const float *value = x, *gradient = dy;
    if (s.inner == 1)
        for (int64_t row = 0; row < s.outer; row++, value += s.channels, gradient += s.channels)
            for (int64_t c = 0; c < s.channels; c++) {
                const Sum g = gradient[c];
                sum[c] += g;
                product[c] += g * (value[c] - mean[c]);
            }
    else
        for (int64_t row = 0; row < s.outer; row++)
            for (int64_t c = 0; c < s.channels; c++, value += s.inner, gradient += s.inner) {
                const float m = mean[c];
                Sum one = 0, two = 0;
                for (int64_t i = 0; i < s.inner; i++) {
                    const Sum g = gradient[i];
                    one += g;
                    two += g * (value[i] - m);
                }
                sum[c] += one;
                product[c] += two;
            }
    const Sum count = s.outer * s.inner;
    std::vector<float> factors(2 * s.channels);
    float *__restrict b = factors.data(), *__restrict d = b + s.channels;
    for (int64_t c = 0; c < s.channels; c++) {
        b[c] = -(Sum)scale[c] * scale[c] * scale[c] * product[c] / count;
        d[c] = -(Sum)scale[c] * sum[c] / count;
    }
    if (s.inner == 1)
        for (int64_t row = 0; row < s.outer; row++, x += s.channels, dy += s.channels, dx += s.channels)
            for (int64_t c = 0; c < s.channels; c++)
                dx[c] = scale[c] * dy[c] + b[c] * (x[c] - mean[c]) + d[c];
    else
        for (int64_t row = 0; row < s.outer; row++)
            for (int64_t c = 0; c < s.channels; c++, x += s.inner, dy += s.inner, dx += s.inner) {
                const float m = mean[c], a = scale[c], k = b[c], e = d[c];
                for (int64_t i = 0; i < s.inner; i++)
                    dx[i] = a * dy[i] + k * (x[i] - m) + e;
            }
}

}

extern "C" {

void evaluate(const float *x, float *y, int64_t outer, int64_t channels, int64_t inner, const float *mean, const float *scale, const float *bias) {
    map(x, y, {outer, channels, inner}, mean, scale, bias);
}

void forward_single(const float *x, float *y, int64_t outer, int64_t channels, int64_t inner, float epsilon, float *mean, float *scale) {
    forward<float>(x, y, {outer, channels, inner}, epsilon, mean, scale);
}

void forward_double(const float *x, float *y, int64_t outer, int64_t channels, int64_t inner, float epsilon, float *mean, float *scale) {
    forward<double>(x, y, {outer, channels, inner}, epsilon, mean, scale);
}

void backward_single(const float *x, const float *dy, float *dx, int64_t outer, int64_t channels, int64_t inner, const float *mean, const float *scale) {
    backward<float>(x, dy, dx, {outer, channels, inner}, mean, scale);
}

void backward_double(const float *x, const float *dy, float *dx, int64_t outer, int64_t channels, int64_t inner, const float *mean, const float *scale) {
    backward<double>(x, dy, dx, {outer, channels, inner}, mean, scale);
}

}
