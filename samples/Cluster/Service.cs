using Cluster.Collecting;
using Cluster.Serving;
using Hangfire;

namespace Cluster;

/// <summary>Puts the sample together.</summary>
internal static class Service
{
    /// <param name="args">
    /// ASP.NET Core's, such as <c>--urls http://localhost:8080</c>; <c>--images DIR</c>, the folder to collect, by default the images beside the program;
    /// and <c>--postgres CONNECTION</c>, a database that several of these processes share, by default the memory of this one.
    /// </param>
    /// <exception cref="InvalidDataException">The folder does not exist or has no images.</exception>
    public static WebApplication Create(string[] args)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
        var images = new ImageFolder(builder.Configuration["images"] ?? Path.Combine(AppContext.BaseDirectory, "data", "cifar10-mini", "train"));
        // Now, and not only when somebody presses the button: a wrong folder is a mistake of whoever starts the service.
        images.Find();
        string? postgres = builder.Configuration["postgres"];
        builder.Services.AddHangfire(configuration => Storage.Use(configuration, postgres));
        builder.Services.AddHangfireServer();
        builder.Services.AddChannelStatistics(options => options.AddPipeline(Photos.Name, Photos.Create));
        WebApplication app = builder.Build();

        app.MapJobs(images);
        app.UseHangfireDashboard("/dashboard");
        return app;
    }
}
