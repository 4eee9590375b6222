namespace MlNetBatchNorm.Tests.PyTorch;

/// <summary>What the model of Reference/train_cnn.py says of one image: the logits of the ten classes, and which is the largest.</summary>
internal sealed record CnnCase(string Path, float[] Logits, int Predicted);
