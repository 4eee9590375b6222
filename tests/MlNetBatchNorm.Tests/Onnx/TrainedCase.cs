namespace MlNetBatchNorm.Tests.Onnx;

/// <summary>A model of one layer that Reference/load.py wrote, and what PyTorch makes of the layer's statistics in a batch of training.</summary>
internal sealed record TrainedCase(string File, float[] Batch, int BatchSize, float[] RunningMean, float[] RunningVar);
