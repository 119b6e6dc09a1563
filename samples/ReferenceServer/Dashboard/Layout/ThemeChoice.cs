namespace ReferenceServer.Dashboard.Layout;

/// <summary>The colours that a browser's user chose. The cookie is the page's own, so that the first byte has them already.</summary>
internal static class ThemeChoice
{
    /// <summary>Returns <c>light</c>, <c>dark</c>, or <c>system</c>, which follows the machine.</summary>
    internal static string Of(HttpContext context) => context.Request.Cookies["theme"] is { } choice and ("light" or "dark") ? choice : "system";
}
