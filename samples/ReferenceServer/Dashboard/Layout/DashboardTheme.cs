using MudBlazor;

namespace ReferenceServer.Dashboard.Layout;

/// <summary>MudBlazor's theme without its fonts. Its colours are set by <c>dashboard.css</c>, in which one declaration has the light and the dark value.</summary>
internal static class DashboardTheme
{
    private static readonly string[] Fonts = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Noto Sans", "sans-serif"];

    internal static MudTheme Instance { get; } = new()
    {
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "6px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Fonts, FontSize = "0.875rem", LineHeight = "1.45", LetterSpacing = "normal" },
            Button = new ButtonTypography { FontFamily = Fonts, FontSize = "0.8125rem", FontWeight = "550", LetterSpacing = "normal", TextTransform = "none" },
            H6 = new H6Typography { FontFamily = Fonts, FontSize = "1rem", FontWeight = "600", LetterSpacing = "normal" },
        },
    };
}
