using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.Benchmarks.Peers;

/// <summary>What one writes without the library: a loop over pixels, in a CustomMapping.</summary>
internal sealed class HandWritten(BatchNormParameters parameters)
{
    private readonly float[] _mean = [.. parameters.RunningMean];
    private readonly float[] _scale = [.. parameters.RunningVariance.Select(variance => 1 / MathF.Sqrt(variance + parameters.Epsilon))];

    /// <summary>Maps the column "Pixels" to "Features".</summary>
    public IDataView Transform(MLContext mlContext, IDataView view, int[] dimensions) =>
        CreateMapping(mlContext, dimensions).Fit(view).Transform(view);

    public IEstimator<ITransformer> CreateMapping(MLContext mlContext, int[] dimensions)
    {
        SchemaDefinition input = SchemaDefinition.Create(typeof(Input));
        input[nameof(Input.Pixels)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, dimensions);
        SchemaDefinition output = SchemaDefinition.Create(typeof(Output));
        output[nameof(Output.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, dimensions);
        return mlContext.Transforms.CustomMapping<Input, Output>(
            (from, to) =>
            {
                if (to.Features.Length != from.Pixels.Length)
                    to.Features = new float[from.Pixels.Length];
                Normalize(from.Pixels, to.Features);
            },
            contractName: null, input, output);
    }

    public void Normalize(ReadOnlySpan<float> pixels, Span<float> output)
    {
        if (parameters.Layout == ChannelLayout.ChannelsLast)
            NormalizeChannelsLast(pixels, output);
        else
            NormalizeChannelsFirst(pixels, output);
    }

    private void NormalizeChannelsFirst(ReadOnlySpan<float> pixels, Span<float> output)
    {
        int spatial = pixels.Length / _mean.Length;
        for (int c = 0; c < _mean.Length; c++)
        {
            float mean = _mean[c];
            float scale = _scale[c];
            ReadOnlySpan<float> from = pixels.Slice(c * spatial, spatial);
            Span<float> to = output.Slice(c * spatial, spatial);
            for (int i = 0; i < from.Length; i++)
                to[i] = (from[i] - mean) * scale;
        }
    }

    private void NormalizeChannelsLast(ReadOnlySpan<float> pixels, Span<float> output)
    {
        for (int pixel = 0; pixel < pixels.Length; pixel += _mean.Length)
        {
            for (int c = 0; c < _mean.Length; c++)
                output[pixel + c] = (pixels[pixel + c] - _mean[c]) * _scale[c];
        }
    }

    private sealed class Input
    {
        public float[] Pixels { get; set; } = [];
    }

    private sealed class Output
    {
        public float[] Features { get; set; } = [];
    }
}
