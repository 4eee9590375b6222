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
                to.Features = new float[from.Pixels.Length];
                Normalize(from.Pixels, to.Features);
            },
            contractName: null, input, output);
    }

    public void Normalize(ReadOnlySpan<float> pixels, Span<float> output)
    {
        int channels = _mean.Length;
        int spatial = pixels.Length / channels;
        for (int i = 0; i < pixels.Length; i++)
        {
            int c = parameters.Layout == ChannelLayout.ChannelsLast ? i % channels : i / spatial;
            output[i] = (pixels[i] - _mean[c]) * _scale[c];
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
