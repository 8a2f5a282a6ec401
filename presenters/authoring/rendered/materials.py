"""Shaders, all procedural."""

from __future__ import annotations

from typing import Any

import bpy


def principled(name: str, **inputs: Any) -> tuple[bpy.types.Material, Any]:
    """A material with one Principled node; keyword names are input names with _ for spaces."""
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    shader = material.node_tree.nodes["Principled BSDF"]
    for key, value in inputs.items():
        shader.inputs[key.replace("_", " ")].default_value = value
    return material, shader


class Nodes:
    """Shorthand for building a node tree."""

    def __init__(self, material: bpy.types.Material) -> None:
        self.tree = material.node_tree

    def add(self, kind: str, **settings: Any) -> Any:
        node = self.tree.nodes.new(kind)
        for key, value in settings.items():
            if key in node.inputs:
                node.inputs[key].default_value = value
            else:
                setattr(node, key, value)
        return node

    def link(self, a: Any, b: Any) -> None:
        self.tree.links.new(a, b)


def bump(nodes: Nodes, shader: Any, layers: list[tuple[Any, float]], distance: float) -> None:
    """Chain height outputs into the shader's normal; each layer is (height socket, strength)."""
    normal = None
    for height, strength in layers:
        node = nodes.add("ShaderNodeBump", Strength=strength, Distance=distance)
        nodes.link(height, node.inputs["Height"])
        if normal:
            nodes.link(normal, node.inputs["Normal"])
        normal = node.outputs["Normal"]
    nodes.link(normal, shader.inputs["Normal"])


def skin() -> bpy.types.Material:
    """Colour and gloss come from the mesh ("tint", its alpha is roughness); pores and mottling from noise."""
    material, shader = principled(
        "skin", Subsurface_Weight=1.0, Subsurface_Scale=0.035, Specular_IOR_Level=0.42
    )
    shader.inputs["Subsurface Radius"].default_value = (1.0, 0.36, 0.18)
    nodes = Nodes(material)
    tint = nodes.add("ShaderNodeVertexColor", layer_name="tint")
    where = nodes.add("ShaderNodeTexCoord")
    mottle = nodes.add("ShaderNodeTexNoise", Scale=9.0, Detail=5.0)
    nodes.link(where.outputs["Object"], mottle.inputs["Vector"])
    shade = nodes.add("ShaderNodeMapRange", **{"To Min": 0.84, "To Max": 1.12})
    nodes.link(mottle.outputs["Fac"], shade.inputs["Value"])
    mix = nodes.add("ShaderNodeVectorMath", operation="SCALE")
    nodes.link(tint.outputs["Color"], mix.inputs[0])
    nodes.link(shade.outputs["Result"], mix.inputs["Scale"])
    nodes.link(mix.outputs[0], shader.inputs["Base Color"])
    nodes.link(tint.outputs["Alpha"], shader.inputs["Roughness"])
    pores = nodes.add("ShaderNodeTexVoronoi", Scale=95.0, feature="F1")
    nodes.link(where.outputs["Object"], pores.inputs["Vector"])
    fine = nodes.add("ShaderNodeTexNoise", Scale=42.0, Detail=4.0)
    nodes.link(where.outputs["Object"], fine.inputs["Vector"])
    bump(nodes, shader, [(pores.outputs["Distance"], 0.18), (fine.outputs["Fac"], 0.15)], distance=0.012)
    return material


def plain(
    name: str, colour: tuple[float, float, float], roughness: float = 0.5, **inputs: Any
) -> bpy.types.Material:
    return principled(name, Base_Color=(*colour, 1), Roughness=roughness, **inputs)[0]


def tinted(name: str, roughness: float, **inputs: Any) -> bpy.types.Material:
    """Colour from the mesh ("tint")."""
    material, shader = principled(name, Roughness=roughness, **inputs)
    nodes = Nodes(material)
    nodes.link(
        nodes.add("ShaderNodeVertexColor", layer_name="tint").outputs["Color"], shader.inputs["Base Color"]
    )
    return material


def enamel(colour: tuple[float, float, float]) -> bpy.types.Material:
    """Teeth: the person's colour times the mesh's "tint", a little light going through, a soft gloss."""
    material, shader = principled(
        "enamel", Roughness=0.22, Specular_IOR_Level=0.5, Subsurface_Weight=0.6, Subsurface_Scale=0.02
    )
    nodes = Nodes(material)
    tint = nodes.add("ShaderNodeVertexColor", layer_name="tint")
    mix = nodes.add("ShaderNodeVectorMath", operation="MULTIPLY")
    nodes.link(tint.outputs["Color"], mix.inputs[0])
    mix.inputs[1].default_value = colour
    nodes.link(mix.outputs[0], shader.inputs["Base Color"])
    return material


def wet(
    name: str, colour: tuple[float, float, float], roughness: float = 0.24, size: float = 30.0
) -> bpy.types.Material:
    """Gums and tongue: flesh under a film of water, slightly uneven."""
    material, shader = principled(
        name,
        Base_Color=(*colour, 1),
        Roughness=roughness,
        Subsurface_Weight=0.7,
        Subsurface_Scale=0.03,
        Specular_IOR_Level=0.5,
    )
    nodes = Nodes(material)
    where = nodes.add("ShaderNodeTexCoord")
    fine = nodes.add("ShaderNodeTexNoise", Scale=size, Detail=3.0)
    nodes.link(where.outputs["Object"], fine.inputs["Vector"])
    bump(nodes, shader, [(fine.outputs["Fac"], 0.35)], distance=0.012)
    return material


def tongue() -> bpy.types.Material:
    return wet("tongue", (0.62, 0.24, 0.21), 0.42, size=75.0)


def cornea() -> bpy.types.Material:
    """Clear but for its gloss: no refraction, so that few samples are enough."""
    material = bpy.data.materials.new("cornea")
    material.use_nodes = True
    nodes = Nodes(material)
    gloss = nodes.add("ShaderNodeBsdfGlossy", Roughness=0.03)
    clear = nodes.add("ShaderNodeBsdfTransparent")
    edge = nodes.add("ShaderNodeFresnel", IOR=1.40)
    mix = nodes.add("ShaderNodeMixShader")
    nodes.link(edge.outputs[0], mix.inputs[0])
    nodes.link(clear.outputs[0], mix.inputs[1])
    nodes.link(gloss.outputs[0], mix.inputs[2])
    nodes.link(mix.outputs[0], nodes.tree.nodes["Material Output"].inputs["Surface"])
    return material


def hair(melanin: float, redness: float, roughness: float = 0.42) -> bpy.types.Material:
    material = bpy.data.materials.new("hair")
    material.use_nodes = True
    nodes = Nodes(material)
    shader = nodes.add("ShaderNodeBsdfHairPrincipled")
    shader.parametrization = "MELANIN"
    for key, value in {"Melanin": melanin, "Melanin Redness": redness, "Roughness": roughness,
                       "Radial Roughness": 0.4, "Random Color": 0.10, "Random Roughness": 0.1}.items():  # fmt: skip
        shader.inputs[key].default_value = value
    nodes.link(shader.outputs[0], nodes.tree.nodes["Material Output"].inputs["Surface"])
    return material


def cloth(name: str, colour: tuple[float, float, float], weave: float) -> bpy.types.Material:
    """Woven cloth: a soft sheen and a fine thread pattern."""
    material, shader = principled(
        name, Base_Color=(*colour, 1), Roughness=0.8, Sheen_Weight=0.25, Sheen_Roughness=0.4
    )
    shader.inputs["Specular IOR Level"].default_value = 0.2
    nodes = Nodes(material)
    where = nodes.add("ShaderNodeTexCoord")
    threads = nodes.add("ShaderNodeTexNoise", Scale=weave, Detail=2.0)
    folds = nodes.add("ShaderNodeTexNoise", Scale=1.6, Detail=2.0)
    for node in (threads, folds):
        nodes.link(where.outputs["Object"], node.inputs["Vector"])
    bump(nodes, shader, [(threads.outputs["Fac"], 0.35), (folds.outputs["Fac"], 0.5)], distance=0.02)
    return material
