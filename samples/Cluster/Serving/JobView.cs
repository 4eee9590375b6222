namespace Cluster.Serving;

/// <summary>What the page shows of a job.</summary>
/// <param name="Id">The job's id.</param>
/// <param name="State">How it stands.</param>
/// <param name="Shards">How many shards there are.</param>
/// <param name="Collected">How many of them are collected.</param>
/// <param name="Failed">How many failed.</param>
/// <param name="Images">How many images are counted; null before the end.</param>
/// <param name="Mean">The mean per channel, of pixels from 0 to 255; null before the end.</param>
/// <param name="Deviation">The standard deviation per channel; null before the end.</param>
/// <param name="Error">Why the job failed; null where it did not.</param>
internal sealed record JobView(
    string Id, string State, int Shards, int Collected, int Failed, long? Images, double[]? Mean, double[]? Deviation, string? Error);
