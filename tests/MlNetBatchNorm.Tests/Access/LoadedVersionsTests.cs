using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Access;

namespace MlNetBatchNorm.Tests.Access;

/// <summary>What these tests run on is what the run is meant for: .ci/run says so where it is not what they were built with.</summary>
public sealed class LoadedVersionsTests
{
    private static string Expected => Environment.GetEnvironmentVariable("TESTED_ON") ?? "ML.NET 6.0.0, images 6.0.0, SkiaSharp 3, .NET 10";

    [Fact]
    public void Loaded_AreThoseThatTheRunIsFor() => Assert.Equal(Expected,
        $"ML.NET {VersionOf(typeof(MLContext))}, images {VersionOf(typeof(MLImage))}, SkiaSharp {SkiaSharpVersion.Loaded.Major}, .NET {Environment.Version.Major}");

    private static string VersionOf(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
