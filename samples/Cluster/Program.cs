using Cluster;

await Service.Create(args).RunAsync();
