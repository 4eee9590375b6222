using MlNetBatchNorm.Access;

namespace MlNetBatchNorm.PyTorch;

/// <summary>Reads one BatchNorm layer of a file, or all of them.</summary>
internal static class LayerReader
{
    /// <summary>A hostile file may have one large tensor under any number of names.</summary>
    private const long MaxChannels = 1 << 24;

    /// <exception cref="FormatException">A tensor is not what a BatchNorm module has.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The file has no such module, or epsilon is out of its range.</exception>
    public static BatchNormParameters Read(ITensorFile file, string prefix, float epsilon)
    {
        CheckEpsilon(epsilon, "epsilon");
        try
        {
            return new BatchNormModule(file, prefix).Read(epsilon);
        }
        catch (ModuleFault fault) when (fault.IsMissing)
        {
            throw Errors.Parameter(nameof(prefix), $"The {file.Format.Name} has no '{prefix}{fault.Ending}'. {ModuleKeys.Present(file, fault.Ending)}");
        }
        catch (ModuleFault fault)
        {
            throw fault.Remedy is { } remedy ? file.Format.Fault(fault.Message, remedy) : file.Format.Fault(fault.Message);
        }
    }

    /// <summary>Every sound layer of a file, by its name in the model, "layer1.0.bn1", in the file's order.</summary>
    /// <param name="file">The file.</param>
    /// <param name="epsilonOf">The eps of a layer, by its name; what it gives is checked.</param>
    /// <param name="leftOut">The names of the others, and why each is not one.</param>
    /// <exception cref="ArgumentOutOfRangeException">An epsilon is out of its range.</exception>
    /// <exception cref="FormatException">The file is damaged, or has more channels than anybody trains.</exception>
    public static IReadOnlyDictionary<string, BatchNormParameters> ReadAll(
        ITensorFile file, Func<string, float> epsilonOf, out IReadOnlyDictionary<string, string> leftOut)
    {
        var layers = new OrderedDictionary<string, BatchNormParameters>();
        var others = new OrderedDictionary<string, string>();
        long channels = 0;
        foreach (string prefix in ModuleKeys.Prefixes(file))
        {
            string name = ModuleKeys.NameOf(prefix);
            try
            {
                BatchNormParameters layer = new BatchNormModule(file, prefix).Read(CheckEpsilon(epsilonOf(name), "epsilonOf", name));
                if (!layers.TryAdd(name, layer))
                    others[prefix] = $"another layer has the name '{name}' too. Read this one by its prefix, '{prefix}'.";
                channels += layer.NumFeatures;
            }
            catch (ModuleFault fault)
            {
                others[name] = $"{fault.Message}.";
            }

            if (channels > MaxChannels)
                throw file.Format.Fault($"its BatchNorm modules have more than {MaxChannels} channels");
        }

        leftOut = others;
        return layers;
    }

    /// <summary>All with the same epsilon.</summary>
    public static IReadOnlyDictionary<string, BatchNormParameters> ReadAll(ITensorFile file, float epsilon)
    {
        CheckEpsilon(epsilon, nameof(epsilon));
        return ReadAll(file, _ => epsilon, out _);
    }

    private static float CheckEpsilon(float epsilon, string parameter, string? layer = null) => float.IsFinite(epsilon) && epsilon >= 0
        ? epsilon
        : throw Errors.Parameter(parameter,
            FormattableString.Invariant($"Epsilon{(layer is null ? "" : $" of layer '{layer}'")} must be finite and 0 or more, but is {epsilon}."));
}
