using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Enterprise.Governance.AspNetCore;
using MudBlazor;
using MudBlazor.Services;
using ReferenceServer.Authentication;
using ReferenceServer.Dashboard.Elements;
using ReferenceServer.Dashboard.Inbox;
using ReferenceServer.Dashboard.Layout;
using ReferenceServer.Dashboard.Policies;
using ReferenceServer.Dashboard.Runs;
using ReferenceServer.Dashboard.Sessions;
using ReferenceServer.Dashboard.Spend;
using ReferenceServer.Dashboard.Status;
using ReferenceServer.Hosting;

namespace ReferenceServer.Dashboard;

/// <summary>Adds the dashboard to the API's process.</summary>
internal static class DashboardHost
{
    // Named after this assembly, also in a host that is called otherwise.
    private const string Files = "ReferenceServer.staticwebassets.endpoints.json";

    internal static void AddDashboard(this WebApplicationBuilder builder)
    {
        // From a build's output; what is published has its files beside it.
        builder.WebHost.UseStaticWebAssets();

        // Files stay as they are while the server runs. Else a build's output has a route for every file name there could be.
        builder.Configuration["ReloadStaticAssetsAtRuntime"] = "false";
        IServiceCollection services = builder.Services;
        services.AddRazorComponents().AddInteractiveServerComponents()

            // An edited policy document comes in one message.
            .AddHubOptions(static options => options.MaximumReceiveMessageSize = 2 * ApiHost.MaxBodyBytes);
        services.AddMudServices(static options =>
        {
            options.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomRight;
            options.SnackbarConfiguration.PreventDuplicates = true;
            options.SnackbarConfiguration.VisibleStateDuration = 6000;
        });
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, SessionStateProvider>().AddScoped<Operator>().AddScoped<Attention>();
        services.AddScoped<RunDesk>().AddScoped<ApprovalInbox>().AddScoped<SpendReport>().AddScoped<PolicyWorkbench>().AddScoped<SystemDesk>();
        services.AddSingleton<RuleBook>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, PageChallenge>();
        services.AddExceptionHandler<PageFailure>();
    }

    internal static void MapDashboard(this WebApplication app)
    {
        app.UseCircuitOrigin();
        app.UseAntiforgery();
        app.MapStaticAssets(Files).AllowAnonymous().DisableGovernanceRateLimiting().WithMetadata(new DashboardPart());
        app.MapSignOut();

        // Pages are not counted; what is done on them is, one by one (see Operator).
        app.MapRazorComponents<App>().WithStaticAssets(Files).AddInteractiveServerRenderMode(static options => options.ContentSecurityFrameAncestorsPolicy = null)
            .RequireAuthorization(static policy => policy.AddAuthenticationSchemes(SessionHandler.SchemeName).RequireAuthenticatedUser())
            .WithoutCsrf().DisableGovernanceRateLimiting().WithMetadata(new DashboardPart());
    }
}

/// <summary>Marks endpoints that are the dashboard's and not the API's.</summary>
internal sealed class DashboardPart;
