namespace SimpleCnn.Training;

/// <summary>How training has gone after each image was seen once more.</summary>
/// <param name="Number">The first is 1.</param>
/// <param name="Loss">The mean over the epoch.</param>
/// <param name="TrainAccuracy">The share of the training images that are named right, at its end.</param>
/// <param name="TestAccuracy">The share of the test images that are named right.</param>
internal sealed record Epoch(int Number, double Loss, double TrainAccuracy, double TestAccuracy);
