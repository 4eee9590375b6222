namespace ImagePipeline.Learning;

/// <summary>What the pipelines made of one division of the images into those to train and those to test on.</summary>
/// <param name="Experiment">The division.</param>
/// <param name="Models">The normalized model first, then those it is compared with.</param>
internal sealed record Trial(Experiment Experiment, IReadOnlyList<TrainedModel> Models);
