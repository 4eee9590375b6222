namespace MlNetBatchNorm.Onnx.Import;

/// <summary>What to do about a model without BatchNormalization nodes: most exporters fold them into the convolutions before them.</summary>
internal static class FoldedModel
{
    public const string Remedy =
        "It was folded into the layers before at export; export it so: PyTorch: torch.onnx.export(model.eval(), x, \"model.onnx\", " +
        "training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False, input_names=[\"input\"], dynamic_axes={\"input\": {0: \"batch\"}}), from " +
        "PyTorch 2.5 on also with dynamo=False. Paddle: paddle2onnx --model_dir model --model_filename inference.json " +
        "--params_filename inference.pdiparams --save_file model.onnx --optimize_tool None.";
}
