using ReferenceServer.Anchoring;
using ReferenceServer.Status;
using ReferenceServer.Verification;

namespace ReferenceServer.Hosting;

/// <summary>The role <c>worker</c>. With <c>Server:WorkerPort</c> it answers probes there; without, it listens nowhere.</summary>
internal static class WorkerHost
{
    internal static IHost Build(string[] args)
    {
        HostApplicationBuilder plain = Host.CreateApplicationBuilder(args);
        if (plain.Configuration.GetValue<int?>("Server:WorkerPort") is not { } port)
        {
            AddWorker(plain);
            return plain.Build();
        }

        WebApplicationBuilder web = WebApplication.CreateBuilder(args);
        AddWorker(web);
        web.Services.AddProbes();
        web.WebHost.UseUrls($"http://*:{port}").ConfigureKestrel(static options => options.AddServerHeader = false);
        WebApplication app = web.Build();
        app.MapProbes();
        return app;
    }

    private static void AddWorker(IHostApplicationBuilder builder)
    {
        builder.Services.AddReferenceServer(builder.Configuration).AddRelay().AddRunWork(builder.Configuration).AddWorkerServer(builder.Configuration);
        builder.Services.AddAnchoring(builder.Configuration, builder.Environment);
        builder.Services.AddVerification();
    }
}
