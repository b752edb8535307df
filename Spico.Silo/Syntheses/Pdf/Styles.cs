using SkiaSharp;
using Spico.Silo.Syntheses.Typesetting;

namespace Spico.Silo.Syntheses.Pdf;

/// <summary>What the pages look like: dark text on white, little colour, so that they print well.</summary>
internal static class Styles
{
    public static readonly SKColor Ink = new(0x1B, 0x1F, 0x24);
    public static readonly SKColor Grey = new(0x5A, 0x63, 0x6E);
    public static readonly SKColor Accent = new(0x0B, 0x4F, 0x6C);
    public static readonly SKColor Alert = new(0xA8, 0x1C, 0x1C);
    public static readonly SKColor Line = new(0xC9, 0xD1, 0xD9);
    public static readonly SKColor Pale = new(0xEE, 0xF3, 0xF6);

    public static readonly TextStyle Title = new(19, 25, Accent, IsStrong: true);
    public static readonly TextStyle Heading = new(12, 18, Accent, IsStrong: true);
    public static readonly TextStyle Patient = new(13, 18, Ink, IsStrong: true);
    public static readonly TextStyle Body = new(10, 14, Ink);
    public static readonly TextStyle Strong = new(10, 14, Ink, IsStrong: true);
    public static readonly TextStyle Label = new(10, 14, Grey);
    public static readonly TextStyle Note = new(8.5f, 12, Grey);
    public static readonly TextStyle StrongNote = new(8.5f, 12, Grey, IsStrong: true);
    public static readonly TextStyle Alarm = new(8.5f, 12, Alert, IsStrong: true);
    public static readonly TextStyle Flag = new(8.5f, 12, Accent, IsStrong: true);
    public static readonly TextStyle Day = new(9.5f, 14, Accent, IsStrong: true);
    public static readonly TextStyle Furniture = new(7.8f, 11, Grey);
}
