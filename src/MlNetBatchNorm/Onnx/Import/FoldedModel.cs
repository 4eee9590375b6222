namespace MlNetBatchNorm.Onnx.Import;

/// <summary>What to do about a model without BatchNormalization nodes: most exporters fold them into the convolutions before them.</summary>
internal static class FoldedModel
{
    /// <summary>Where nobody can tell whether the network ever had such layers.</summary>
    public const string Remedy = "If its network has such layers, they were folded into the layers before at export; e" + Export;

    /// <summary>Where the names in the model tell it.</summary>
    public const string KnownRemedy = "They were folded into the layers before at export; e" + Export;

    private const string Export =
        "xport it so: PyTorch: torch.onnx.export(model.eval(), x, \"model.onnx\", " +
        "training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False, input_names=[\"input\"], dynamic_axes={\"input\": {0: \"batch\"}}), from " +
        "PyTorch 2.5 on also with dynamo=False. Paddle: paddle2onnx --model_dir model --model_filename inference.json " +
        "--params_filename inference.pdiparams --save_file model.onnx --optimize_tool None.";
}
