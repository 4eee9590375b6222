// Writes files of BatchNorm layers with TorchSharp 0.107.0 and TorchSharp.PyBridge 1.4.4 into a folder:
//
//     cp save_torchsharp.cs BUILD && cd BUILD && dotnet publish save_torchsharp.cs -r linux-x64 --self-contained -o program
//     program/save_torchsharp FOLDER
//     python3 check_torchsharp.py FOLDER        # PyTorch writes what is in them into FOLDER/expected.json
//
// libtorch needs a C++ runtime of 2023 or later. The program is not part of the tests: they have the files that it wrote.

#:package TorchSharp-cpu@0.107.0
#:package TorchSharp.PyBridge@1.4.4
#:property PublishAot=false
#:property InvariantGlobalization=true

using TorchSharp;
using TorchSharp.PyBridge;
using static TorchSharp.torch;

string folder = Directory.CreateDirectory(args[0]).FullName;
torch.random.manual_seed(1);
foreach ((string name, ScalarType type) in new[] { ("float32", ScalarType.Float32), ("float64", ScalarType.Float64), ("float16", ScalarType.Float16), ("bfloat16", ScalarType.BFloat16) })
{
    var bn1 = nn.BatchNorm2d(4);
    var net = nn.Sequential(("conv1", nn.Conv2d(3, 4, 1)), ("bn1", bn1),
        ("layer1", nn.Sequential(("0", nn.Conv2d(4, 3, 1)), ("1", nn.BatchNorm2d(3, affine: false)))));
    using (no_grad())
    {
        nn.init.normal_(bn1.weight!, 1, 0.5);
        nn.init.normal_(bn1.bias!, 0, 2);
        for (int i = 0; i < 5; i++)
            net.call(3 + (2 * randn(6, 3, 4, 4))).Dispose();
    }

    net.to(type).save(Path.Combine(folder, $"{name}.dat"));
    net.save_py(Path.Combine(folder, $"{name}.pt"));
    net.save_safetensors(Path.Combine(folder, $"{name}.safetensors"));
}

Console.WriteLine($"TorchSharp {typeof(torch).Assembly.GetName().Version}, libtorch {torch.__version__}");
