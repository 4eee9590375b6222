using SimpleCnn.Training;

namespace SimpleCnn.Experiments;

/// <summary>A network that is trained with and without batch normalization.</summary>
/// <param name="Name">For people and files.</param>
/// <param name="Create">Makes it, with or without batch normalization.</param>
internal sealed record Architecture(string Name, Func<bool, Random, Network> Create)
{
    public static readonly Architecture SimpleCnn = new("SimpleCNN", Networks.SimpleCnn);
    public static readonly Architecture Sigmoids = new("3x100 sigmoids", Networks.Sigmoids);
    public static readonly Architecture SixConvolutions = new("6 convolutions", Networks.SixConvolutions);

    public static IReadOnlyList<Architecture> All { get; } = [SimpleCnn, Sigmoids, SixConvolutions];
}
