// oneDNN's batch normalization on one thread, on memory that the caller owns. A handle has one shape; the values are [rows, channels, side, side],
// with the channels last in memory if asked so, or [rows, channels] where the side is 1.
#include <algorithm>
#include <cstdint>
#include <dnnl.hpp>
#include <omp.h>
#include <string>
#include <unordered_map>

using dnnl::memory;
using Flags = dnnl::normalization_flags;
using Forward = dnnl::batch_normalization_forward;
using Backward = dnnl::batch_normalization_backward;

namespace {

struct Layer {
    dnnl::engine engine{dnnl::engine::kind::cpu, 0};
    dnnl::stream stream{engine};
    memory x, y, dy, dx, mean, variance, scale, shift, scaleGradient, shiftGradient;
    Forward evaluation, forward;
    Backward backward;

    Layer(int64_t rows, int64_t channels, int64_t side, bool last, float epsilon) {
        const memory::desc data = side == 1
            ? memory::desc({rows, channels}, memory::data_type::f32, memory::format_tag::nc)
            : memory::desc({rows, channels, side, side}, memory::data_type::f32, last ? memory::format_tag::nhwc : memory::format_tag::nchw);
        const memory::desc line({channels}, memory::data_type::f32, memory::format_tag::x);
        for (memory *one : {&x, &y, &dy, &dx})
            *one = memory(data, engine, nullptr);
        for (memory *one : {&mean, &variance, &scale, &shift, &scaleGradient, &shiftGradient})
            *one = memory(line, engine);
        for (memory *one : {&mean, &shift})
            std::fill_n(static_cast<float *>(one->get_data_handle()), channels, 0.0f);
        for (memory *one : {&variance, &scale})
            std::fill_n(static_cast<float *>(one->get_data_handle()), channels, 1.0f);
        const Flags affine = Flags::use_scale | Flags::use_shift;
        evaluation = Forward({{dnnl::prop_kind::forward_inference, data, epsilon, affine | Flags::use_global_stats}, engine});
        const Forward::primitive_desc training({dnnl::prop_kind::forward_training, data, epsilon, affine}, engine);
        forward = Forward(training);
        backward = Backward({{dnnl::prop_kind::backward, data, data, epsilon, affine}, engine, training});
    }

    template <typename Primitive>
    void run(Primitive &primitive, const float *input, const float *outputGradient, float *result, bool isBackward) {
        x.set_data_handle(const_cast<float *>(input));
        dy.set_data_handle(const_cast<float *>(outputGradient));
        (isBackward ? dx : y).set_data_handle(result);
        std::unordered_map<int, memory> arguments{
            {DNNL_ARG_SRC, x}, {DNNL_ARG_MEAN, mean}, {DNNL_ARG_VARIANCE, variance}, {DNNL_ARG_SCALE, scale}, {DNNL_ARG_SHIFT, shift}};
        if (isBackward)
            arguments.insert({{DNNL_ARG_DIFF_DST, dy}, {DNNL_ARG_DIFF_SRC, dx}, {DNNL_ARG_DIFF_SCALE, scaleGradient}, {DNNL_ARG_DIFF_SHIFT, shiftGradient}});
        else
            arguments.insert({DNNL_ARG_DST, y});
        primitive.execute(stream, arguments);
        stream.wait();
    }
};

}

extern "C" {

const char *version() {
    static const std::string text = [] {
        const dnnl_version_t *v = dnnl_version();
        return std::to_string(v->major) + "." + std::to_string(v->minor) + "." + std::to_string(v->patch);
    }();
    return text.c_str();
}

void *create(int64_t rows, int64_t channels, int64_t side, int last, float epsilon) {
    omp_set_num_threads(1);
    try {
        return new Layer(rows, channels, side, last, epsilon);
    } catch (const dnnl::error &) {
        return nullptr;
    }
}

void evaluate(Layer *layer, const float *x, float *y) { layer->run(layer->evaluation, x, nullptr, y, false); }

void forward(Layer *layer, const float *x, float *y) { layer->run(layer->forward, x, nullptr, y, false); }

void backward(Layer *layer, const float *x, const float *dy, float *dx) { layer->run(layer->backward, x, dy, dx, true); }

}
