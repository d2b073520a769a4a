package org.intelligentmirror.repository;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.intelligentmirror.repository.IndexFormatException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Steps through the tags of an XML document in UTF-8 without a document type. Depth, text and tags are bounded.
 *
 * <p>Elements are known by local name in the namespace expected, whatever the prefix, or in none.
 */
final class XmlCursor {
    /** Deepest element, the root being 1. */
    static final int MAX_DEPTH = 16;

    /** Length in characters of the longest text asked for: digests and numbers. */
    static final int MAX_TEXT = 1024;

    /** Different names of elements, attributes, prefixes and namespaces in one document; real ones have forty. */
    static final int MAX_NAMES = 1024;

    /** Characters in them together: the parser keeps each as long as it lives. */
    static final int MAX_NAME_CHARACTERS = 65_536;

    /** Processing instructions in one document: the parser keeps their names too. */
    static final int MAX_INSTRUCTIONS = 16;

    private static final int ATTRIBUTES_LIMIT = 200;

    private final XMLStreamReader xml;
    private final String namespace;
    private final Set<String> names = new HashSet<>();
    private int nameCharacters;
    private int instructions;
    private int depth;

    XmlCursor(InputStream text, IndexBounds bounds, String namespace) throws IOException {
        InputStream guarded = new MarkupGuard(text, bounds.maxLineBytes());
        // A reader rather than a stream: the guard relies on UTF-8 whatever the document declares.
        InputStreamReader reader = new InputStreamReader(
                guarded,
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
        this.namespace = namespace;
        try {
            this.xml = newFactory().createXMLStreamReader(reader);
        } catch (XMLStreamException e) {
            throw translated(e, 0);
        }
    }

    private static XMLInputFactory newFactory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setProperty("jdk.xml.elementAttributeLimit", String.valueOf(ATTRIBUTES_LIMIT));
        // Without a document type only the five predefined entities are left, and long lists are full of them.
        factory.setProperty("jdk.xml.totalEntitySizeLimit", "0");
        factory.setProperty("jdk.xml.maxGeneralEntitySizeLimit", "0");
        factory.setProperty("jdk.xml.entityExpansionLimit", "0");
        return factory;
    }

    /**
     * Goes to the next start or end of an element.
     *
     * @return false at the end of the document, which then was well-formed and has nothing after it
     */
    boolean next() throws IOException {
        if (xml.getEventType() == XMLStreamConstants.END_ELEMENT) {
            depth--;
        }
        while (true) {
            switch (step()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    depth++;
                    if (depth > MAX_DEPTH) {
                        throw malformed("elements too deep");
                    }
                    return true;
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    return true;
                }
                case XMLStreamConstants.END_DOCUMENT -> {
                    return false;
                }
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                    throw malformed("an entity or document type");
                default -> {}
            }
        }
    }

    private int step() throws IOException {
        try {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                countNames();
            } else if (event == XMLStreamConstants.PROCESSING_INSTRUCTION && ++instructions > MAX_INSTRUCTIONS) {
                throw malformed("more than " + MAX_INSTRUCTIONS + " processing instructions");
            }
            return event;
        } catch (XMLStreamException e) {
            throw translated(e, place());
        }
    }

    private void countNames() throws IndexFormatException {
        countName(xml.getLocalName());
        countName(xml.getPrefix());
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            countName(xml.getAttributeLocalName(i));
            countName(xml.getAttributePrefix(i));
        }
        for (int i = 0; i < xml.getNamespaceCount(); i++) {
            countName(xml.getNamespacePrefix(i));
            countName(xml.getNamespaceURI(i));
        }
    }

    private void countName(@Nullable String name) throws IndexFormatException {
        if (name == null || !names.add(name)) {
            return;
        }
        nameCharacters += name.length();
        if (names.size() > MAX_NAMES || nameCharacters > MAX_NAME_CHARACTERS) {
            throw malformed("too many different names");
        }
    }

    /** Depth of the element that starts or ends here; 1 for the root. */
    int depth() {
        return depth;
    }

    boolean isStart() {
        return xml.getEventType() == XMLStreamConstants.START_ELEMENT;
    }

    /** The element's name if it is in the namespace expected or in none; else the empty string. */
    String name() {
        String uri = xml.getNamespaceURI();
        return uri == null || uri.isEmpty() || uri.equals(namespace) ? xml.getLocalName() : "";
    }

    /** An attribute without a namespace of the element that starts here; the empty string if it has none such. */
    String attribute(String name) {
        // Asked by index: asked for by name, no namespace would mean any.
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            String uri = xml.getAttributeNamespace(i);
            if ((uri == null || uri.isEmpty()) && xml.getAttributeLocalName(i).equals(name)) {
                return xml.getAttributeValue(i);
            }
        }
        return "";
    }

    /** The {@code xml:base} of the element that starts here; the empty string if it has none. */
    String base() {
        String value = xml.getAttributeValue(XMLConstants.XML_NS_URI, "base");
        return value == null ? "" : value;
    }

    /** The text of the element that starts here, without the blanks around it; goes to its end. */
    String text() throws IOException {
        StringBuilder text = new StringBuilder();
        while (true) {
            int event = step();
            switch (event) {
                case XMLStreamConstants.END_ELEMENT -> {
                    return text.toString().strip();
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                    if (text.length() + xml.getTextLength() > MAX_TEXT) {
                        throw malformed("a text too long");
                    }
                    text.append(xml.getText());
                }
                case XMLStreamConstants.COMMENT, XMLStreamConstants.PROCESSING_INSTRUCTION -> {}
                default -> throw malformed("an element inside a text");
            }
        }
    }

    /** Characters read so far. */
    long place() {
        return Math.max(0, xml.getLocation().getCharacterOffset());
    }

    IndexFormatException malformed(String detail) {
        return new IndexFormatException(Kind.MALFORMED, place(), detail);
    }

    /** An exception of the stream below comes out as it was; anything else is the document's fault. */
    private static IOException translated(XMLStreamException e, long place) {
        for (@Nullable Throwable cause = e.getNestedException(); cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException below && !(cause instanceof CharacterCodingException)) {
                return below;
            }
        }
        return new IndexFormatException(Kind.MALFORMED, place, "not well-formed XML", e);
    }
}
