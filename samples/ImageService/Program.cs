using ImageService;

await Service.Create(args).RunAsync();
