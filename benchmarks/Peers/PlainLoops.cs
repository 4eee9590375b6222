using System.Runtime.InteropServices;
using MlNetBatchNorm.Benchmarks.Layer;

namespace MlNetBatchNorm.Benchmarks.Peers;

/// <summary>The plain loops of loops.cpp, which sum in float or in double.</summary>
internal sealed unsafe class PlainLoops(nint library, LayerCase batch, bool ofDoubles) : ILayerPeer
{
    private const float Epsilon = 1e-5f;

    private readonly long _channels = batch.Channels;
    private readonly long _inner = batch.Layout == ChannelLayout.ChannelsLast ? 1 : batch.Side * batch.Side;
    private readonly long _outer = batch.Layout == ChannelLayout.ChannelsLast ? batch.BatchSize * batch.Side * batch.Side : batch.BatchSize;
    private readonly float[] _mean = new float[batch.Channels];
    private readonly float[] _scale = new float[batch.Channels];
    private readonly float[] _runningMean = new float[batch.Channels];
    private readonly float[] _runningScale = [.. Enumerable.Repeat(1 / MathF.Sqrt(1 + Epsilon), batch.Channels)];
    private readonly float[] _bias = new float[batch.Channels];
    private readonly delegate* unmanaged<float*, float*, long, long, long, float*, float*, float*, void> _evaluate =
        (delegate* unmanaged<float*, float*, long, long, long, float*, float*, float*, void>)NativeLibrary.GetExport(library, "evaluate");
    private readonly delegate* unmanaged<float*, float*, long, long, long, float, float*, float*, void> _forward =
        (delegate* unmanaged<float*, float*, long, long, long, float, float*, float*, void>)NativeLibrary.GetExport(
            library, ofDoubles ? "forward_double" : "forward_single");
    private readonly delegate* unmanaged<float*, float*, float*, long, long, long, float*, float*, void> _backward =
        (delegate* unmanaged<float*, float*, float*, long, long, long, float*, float*, void>)NativeLibrary.GetExport(
            library, ofDoubles ? "backward_double" : "backward_single");

    /// <summary>The compiled loops; 0 where they cannot be compiled.</summary>
    public static nint Load() => NativeLibraries.Load("loops.cpp");

    public void Evaluate(float[] input, float[] output)
    {
        fixed (float* x = input, y = output, mean = _runningMean, scale = _runningScale, bias = _bias)
            _evaluate(x, y, _outer, _channels, _inner, mean, scale, bias);
    }

    public void Forward(float[] input, float[] output)
    {
        fixed (float* x = input, y = output, mean = _mean, scale = _scale)
            _forward(x, y, _outer, _channels, _inner, Epsilon, mean, scale);
    }

    public void Backward(float[] input, float[] outputGradient, float[] inputGradient)
    {
        fixed (float* x = input, dy = outputGradient, dx = inputGradient, mean = _mean, scale = _scale)
            _backward(x, dy, dx, _outer, _channels, _inner, mean, scale);
    }
}
