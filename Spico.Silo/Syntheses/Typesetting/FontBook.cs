using System.Runtime.InteropServices;
using HarfBuzzSharp;
using SkiaSharp;

namespace Spico.Silo.Syntheses.Typesetting;

/// <summary>
/// The faces that documents are set in, which are part of the program: what a document looks like does not depend on
/// the machine. Not for two threads at once.
/// </summary>
internal sealed class FontBook : IDisposable
{
    private static readonly byte[] RegularBytes = Load("SourceSans3-Regular.ttf");
    private static readonly byte[] StrongBytes = Load("SourceSans3-SemiBold.ttf");
    private static readonly byte[] EmojiBytes = Load("NotoEmoji-Regular.ttf");

    private readonly OpenFace[] _faces = [new(RegularBytes), new(StrongBytes), new(EmojiBytes)];

    /// <summary>Whether a face has a character.</summary>
    public bool Has(FaceName face, int character) => _faces[(int)face].Font.TryGetNominalGlyph(character, out _);

    /// <summary>The face to draw with.</summary>
    public SKTypeface Typeface(FaceName face) => _faces[(int)face].Typeface;

    /// <summary>The face to shape with, scaled so that its em is <see cref="EmUnits"/>.</summary>
    public Font Shaper(FaceName face) => _faces[(int)face].Font;

    /// <summary>The em of what <see cref="Shaper"/> measures.</summary>
    public const int EmUnits = 1000;

    public void Dispose()
    {
        foreach (OpenFace face in _faces)
        {
            face.Dispose();
        }
    }

    private static byte[] Load(string name)
    {
        using Stream stream = typeof(FontBook).Assembly.GetManifestResourceStream("Spico.Silo.Fonts." + name)
            ?? throw new InvalidOperationException($"The font {name} is not part of the program.");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private sealed class OpenFace : IDisposable
    {
        private readonly GCHandle _pin;
        private readonly Blob _blob;
        private readonly Face _face;

        public OpenFace(byte[] bytes)
        {
            _pin = GCHandle.Alloc(bytes, GCHandleType.Pinned);
            _blob = new Blob(_pin.AddrOfPinnedObject(), bytes.Length, MemoryMode.ReadOnly);
            _face = new Face(_blob, 0);
            Font = new Font(_face);
            Font.SetScale(EmUnits, EmUnits);
            Font.SetFunctionsOpenType();
            using SKData data = SKData.CreateCopy(bytes);
            Typeface = SKTypeface.FromData(data)
                ?? throw new InvalidOperationException("A font of the program cannot be read.");
        }

        public SKTypeface Typeface { get; }

        public Font Font { get; }

        public void Dispose()
        {
            Typeface.Dispose();
            Font.Dispose();
            _face.Dispose();
            _blob.Dispose();
            _pin.Free();
        }
    }
}
